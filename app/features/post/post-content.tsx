import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Stage } from "#app/features/composer/preview/stage.tsx";
import type { PostOutput } from "#server/features/posts/schema.ts";
import classes from "./post.module.css";

type PostMedia = PostOutput["media"][number];

/** What all accounts share: the text and the media. What an account has of its own stands in its card. */
export function PostContent({ post }: { post: PostOutput }) {
  const { t } = useTranslation("post");
  return (
    <section aria-labelledby="post-content">
      <h2 id="post-content" className={classes.title}>
        {t("content")}
      </h2>
      {post.text ? <Text className={classes.text}>{post.text}</Text> : <Text c="dimmed">{t("noText")}</Text>}
      {post.media.length > 0 ? (
        <ul className={classes.media} aria-label={t("media")}>
          {post.media.map((item) => (
            <li key={item.id} style={{ width: HEIGHT * ratioOf(item) }}>
              <Stage media={[item]} ratio={ratioOf(item)} shown={0} onShow={() => undefined} />
            </li>
          ))}
        </ul>
      ) : null}
    </section>
  );
}

const HEIGHT = 184;

/** As it is, within reason: a panorama must not push everything else away. */
const ratioOf = ({ width, height }: PostMedia): number => Math.min(2, Math.max(0.5, width / height));
