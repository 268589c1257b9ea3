export default {
  title: "Notifications",
  lead: "Ce qui a demandé quelqu’un, et ce qu’il en est advenu.",
  bell: "Notifications",
  bellUnread_one: "Notifications, {{count}} non lue",
  bellUnread_many: "Notifications, {{count}} non lues",
  bellUnread_other: "Notifications, {{count}} non lues",
  unread: "Non lue",
  markRead: "Marquer comme lue",
  markAllRead: "Tout marquer comme lu",
  seeAll: "Tout voir",
  empty: "Rien à signaler",
  emptyText:
    "Quand une publication échoue ou qu’un compte a besoin de vous, c’est dit ici ; le reste du temps, c’est calme.",
  severity: {
    info: "Information",
    success: "Bonne nouvelle",
    warning: "Avertissement",
    error: "Échec",
  },
  namedPost: "« {{title}} »",
  unnamedPost: "Une publication sans texte",
  post: {
    failed: {
      title: "Non publié sur {{network}} (@{{handle}})",
      body: "{{post}} n’est pas partie. {{why}}",
    },
    unknown: {
      title: "En attente d’une preuve de {{network}} (@{{handle}})",
      body: "{{post}} a été envoyée, mais la réponse s’est perdue. Nous continuons d’interroger le réseau et ne l’enverrons pas deux fois.",
    },
    unconfirmed: {
      title: "À vérifier sur {{network}} (@{{handle}})",
      body: "{{post}} a été envoyée, et le réseau ne nous a jamais dit ce qu’elle est devenue. Regardez le compte et dites-nous ce que vous voyez.",
    },
    waiting_reconnect: {
      title: "Une publication attend @{{handle}} sur {{network}}",
      body: "{{post}} partira d’elle-même dès que le compte sera reconnecté.",
    },
  },
  connection: {
    needs_reconnect: {
      title: "Reconnectez @{{handle}} sur {{network}}",
      body: "Le réseau n’accepte plus notre autorisation. Publications qui attendent ce compte : {{count}} ; elles partiront d’elles-mêmes dès qu’il sera reconnecté.",
    },
    ending: {
      title: "@{{handle}} sur {{network}} : l’autorisation prend fin le {{day}}",
      body: "Ce réseau demande de se reconnecter de temps en temps. Reconnectez le compte avant cette date et rien ne sera retardé.",
    },
    shared: {
      title: "@{{handle}} sur {{network}} est connecté dans deux espaces",
      body: "Le même compte est désormais connecté dans un autre espace aussi ; des publications peuvent partir des deux. Si cela vous surprend, retirez Huntaze dans les réglages du réseau, puis reconnectez le compte.",
    },
  },
  other: {
    title: "Quelque chose demande votre attention",
    body: "Ouvrez Huntaze pour voir de quoi il s’agit.",
  },
};
