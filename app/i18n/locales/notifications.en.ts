/** The bell, its page, and every notification. The texts of notifications are read by the server too: plain objects, no imports. */
export default {
  title: "Notifications",
  lead: "What needed a person, and what came of it.",
  bell: "Notifications",
  bellUnread_one: "Notifications, {{count}} unread",
  bellUnread_other: "Notifications, {{count}} unread",
  unread: "Unread",
  markRead: "Mark as read",
  markAllRead: "Mark all as read",
  seeAll: "See all",
  empty: "Nothing to report",
  emptyText:
    "When a post fails or an account needs you, it is said here, and the rest of the time it is quiet.",
  severity: {
    info: "Information",
    success: "Good news",
    warning: "Warning",
    error: "Failure",
  },
  namedPost: "“{{title}}”",
  unnamedPost: "A post without text",
  post: {
    failed: {
      title: "Not published on {{network}} (@{{handle}})",
      body: "{{post}} did not go out. {{why}}",
    },
    broke_off: {
      title: "Only partly published on {{network}} (@{{handle}})",
      body_one: "{{post}} broke off: {{count}} part is public, the rest did not go out. {{why}}",
      body_other: "{{post}} broke off: {{count}} parts are public, the rest did not go out. {{why}}",
    },
    unknown: {
      title: "Waiting for proof from {{network}} (@{{handle}})",
      body: "{{post}} was sent, but the answer got lost. We keep asking the network and will not send it twice.",
    },
    unconfirmed: {
      title: "Please check on {{network}} (@{{handle}})",
      body: "{{post}} was sent, and the network never told us what became of it. Look at the account and tell us what you see.",
    },
    assisted: {
      title: "Ready to send: {{network}}, @{{handle}}",
      body: "{{post}} is due, and you send it yourself. Text and files are ready to copy; confirm it once it is out.",
    },
    late: {
      title: "Your decision: a post for @{{handle}} on {{network}} is late",
      body: "{{post}} could not go out at its time. Publish it now, choose another time or call it off.",
    },
    not_removed: {
      title: "Not deleted on {{network}} (@{{handle}})",
      body: "{{post}} is still public there. {{why}}",
    },
    series_incomplete: {
      title: "A repeated post needs you",
      body: "{{post}} could not be put in line by its series, so it is a draft at its planned time. Open it to see what is missing.",
    },
    waiting_reconnect: {
      title: "A post waits for @{{handle}} on {{network}}",
      body: "{{post}} goes out by itself once the account is connected again.",
    },
  },
  connection: {
    needs_reconnect: {
      title: "@{{handle}} on {{network}} needs to be connected again",
      body_zero: "The network no longer accepts our access. Nothing is planned there, so nothing is lost.",
      body_one:
        "The network no longer accepts our access. {{count}} planned post is at risk; it goes out by itself once you reconnect.",
      body_other:
        "The network no longer accepts our access. {{count}} planned posts are at risk; they go out by themselves once you reconnect.",
    },
    ending: {
      title: "The access to @{{handle}} on {{network}} ends soon",
      body: "It ends on {{day}} and cannot be renewed by itself. Connect the account again before that day and nothing is held up.",
      body_zero:
        "It ends on {{day}} and cannot be renewed by itself. Connect the account again before that day and nothing is held up.",
      body_one:
        "It ends on {{day}} and cannot be renewed by itself. {{count}} post is planned for later than that: connect the account again before that day, and it goes out as planned.",
      body_other:
        "It ends on {{day}} and cannot be renewed by itself. {{count}} posts are planned for later than that: connect the account again before that day, and they go out as planned.",
    },
    shared: {
      title: "@{{handle}} on {{network}} was connected in two workspaces",
      body: "The same account is now connected in another workspace as well, so posts may go out from both. If you do not know of it, remove Huntaze in the network’s own settings and connect again.",
    },
  },
  webhook: {
    gone: {
      title: "The webhook to {{host}} was switched off",
      body: "Its address answered that it wants no more (410). What happens now is not sent there. If that was a mistake, switch the webhook on again.",
    },
    failing: {
      title: "The webhook to {{host}} was switched off",
      body: "It took nothing for too long, so we stopped sending. Mend the address, send a test, switch the webhook on again, and send again what it missed.",
    },
    alerts_stopped: {
      title: "The alerts to “{{label}}” were switched off",
      body: "{{host}} says that this address no longer takes them. Add the channel’s new address, or switch the alerts on again.",
    },
  },
  other: {
    title: "Something needs your attention",
    body: "Open Huntaze to see what it is.",
  },
};
