/** What became of a connection that does not work; the key is stored with it. */
export default {
  reason: {
    checkpoint:
      "Instagram asks for a security check. Open the app, confirm that it is you, then connect again.",
    disconnected: "Disconnected by a member of the workspace.",
    password_changed: "The password was changed, which ends every connection. Connect again.",
    revoked_at_platform: "The permission was withdrawn on the network. Connect again to give it back.",
    role_lost:
      "The person who connected this account no longer manages its page. Someone who does must connect it.",
    scope_missing: "A permission is missing. Connect again and leave every permission ticked.",
    token_expired: "The permission has run out. Connect again to renew it.",
    token_invalid: "The network no longer accepts the permission it gave. Connect again.",
  },
};
