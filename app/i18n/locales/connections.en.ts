/** What became of a connection that does not work; the key is stored with it. */
export default {
  reason: {
    answer_lost:
      "The network renewed the permission, but its answer never reached us. Connect again to get a new one.",
    disconnected: "Disconnected by a member of the workspace.",
    grant_shared: "Only forgotten here: another connection uses the same permission at the network.",
    password_changed: "The password was changed, which ends every connection. Connect again.",
    revoke_not_offered:
      "Forgotten here. This network lets you withdraw the permission in its own settings only.",
    revoke_unconfirmed: "Forgotten here. The network did not confirm that it withdrew the permission.",
    revoked_at_platform: "The permission was withdrawn on the network. Connect again to give it back.",
    revoked_by_us: "Forgotten here, and withdrawn at the network.",
    role_lost:
      "The person who connected this account no longer manages its page. Someone who does must connect it.",
    token_expired: "The permission has run out. Connect again to renew it.",
    token_invalid: "The network no longer accepts the permission it gave. Connect again.",
  },
};
