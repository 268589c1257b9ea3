/** What went wrong, what it means, what to do: one text per AppError.userMessage. */
export default {
  BAD_REQUEST: "That request could not be understood. Reload the page and try again.",
  CONFLICT: "Someone changed this in the meantime. Reload to see the newest version.",
  FORBIDDEN: "Your role does not allow this. Ask an owner or admin of the workspace.",
  INTERNAL_ERROR: "Something broke on our side. Nothing was lost; try again in a moment.",
  NETWORK_ERROR: "The network could not be reached. We will try again by ourselves.",
  NOT_FOUND: "This no longer exists, or you have no access to it.",
  RATE_LIMITED: "Too many requests in a short time. Wait a moment and try again.",
  TIMEOUT: "The answer took too long. Try again in a moment.",
  UNAUTHORIZED: "You are signed out. Sign in to go on.",
  UNAVAILABLE: "This is not available right now. Try again in a moment.",
  VALIDATION_ERROR: "Some fields need your attention.",
};
