FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts
COPY . .
RUN npm run build

FROM node:24-bookworm-slim
# The app writes its lock and its scratch files under /app/.data, as the user it runs as.
RUN mkdir /app && chown node:node /app
WORKDIR /app
ENV NODE_ENV=production
COPY --from=build --chown=node:node /app /app
USER node
EXPOSE 8080
CMD ["node", "server/entry/start.ts"]
