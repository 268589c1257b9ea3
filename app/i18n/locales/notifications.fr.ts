export default {
  title: "Notifications",
  lead: "Ce qui a demandé votre attention, et ce qu’il en est advenu.",
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
    "Quand une publication échoue ou qu’un compte a besoin de vous, c’est dit ici ; le reste du temps, c’est calme.",
  severity: {
    info: "Information",
    success: "Bonne nouvelle",
    warning: "Avertissement",
    error: "Échec",
  },
  namedPost: "La publication « {{title}} »",
  unnamedPost: "Une publication sans texte",
  post: {
    failed: {
      title: "Non publié sur {{network}} (@{{handle}})",
      body: "{{post}} n’est pas partie. {{why}}",
    },
    broke_off: {
      title: "Publié en partie seulement sur {{network}} (@{{handle}})",
      body_one:
        "{{post}} s’est interrompue : {{count}} partie est en ligne, la suite n’est pas partie. {{why}}",
      body_many:
        "{{post}} s’est interrompue : {{count}} parties sont en ligne, la suite n’est pas partie. {{why}}",
      body_other:
        "{{post}} s’est interrompue : {{count}} parties sont en ligne, la suite n’est pas partie. {{why}}",
    },
    unknown: {
      title: "En attente d’une preuve de {{network}} (@{{handle}})",
      body: "{{post}} a été envoyée, mais la réponse s’est perdue. Nous continuons d’interroger le réseau et ne l’enverrons pas deux fois.",
    },
    unconfirmed: {
      title: "À vérifier sur {{network}} (@{{handle}})",
      body: "{{post}} a été envoyée, et le réseau ne nous a jamais dit ce qu’elle est devenue. Regardez le compte et dites-nous ce que vous voyez.",
    },
    assisted: {
      title: "Prêt à envoyer : {{network}}, @{{handle}}",
      body: "{{post}} doit partir, et c’est vous qui l’envoyez. Texte et fichiers sont prêts à copier ; confirmez une fois l’envoi fait.",
    },
    late: {
      title: "À vous de décider : une publication pour @{{handle}} sur {{network}} est en retard",
      body: "{{post}} n’a pas pu partir à l’heure prévue. Publiez-la maintenant, choisissez une autre heure ou annulez-la.",
    },
    not_removed: {
      title: "Non supprimé sur {{network}} (@{{handle}})",
      body: "{{post}} y est toujours en ligne. {{why}}",
    },
    series_incomplete: {
      title: "Une publication répétée a besoin de vous",
      body: "{{post}} n’a pas pu être programmée par sa série : elle reste un brouillon à l’heure prévue. Ouvrez-la pour voir ce qui manque.",
    },
    waiting_reconnect: {
      title: "Une publication attend @{{handle}} sur {{network}}",
      body: "{{post}} partira d’elle-même dès que le compte sera reconnecté.",
    },
  },
  connection: {
    needs_reconnect: {
      title: "@{{handle}} sur {{network}} doit être reconnecté",
      body_zero: "Le réseau n’accepte plus notre accès. Rien n’y est prévu, donc rien n’est perdu.",
      body_one:
        "Le réseau n’accepte plus notre accès. {{count}} publication planifiée est menacée ; elle partira d’elle-même après la reconnexion.",
      body_many:
        "Le réseau n’accepte plus notre accès. {{count}} publications planifiées sont menacées ; elles partiront d’elles-mêmes après la reconnexion.",
      body_other:
        "Le réseau n’accepte plus notre accès. {{count}} publications planifiées sont menacées ; elles partiront d’elles-mêmes après la reconnexion.",
    },
    ending: {
      title: "L’accès à @{{handle}} sur {{network}} prend bientôt fin",
      body: "Il prend fin le {{day}} et ne peut pas se renouveler tout seul. Reconnectez le compte avant ce jour et rien ne sera retardé.",
      body_zero:
        "Il prend fin le {{day}} et ne peut pas se renouveler tout seul. Reconnectez le compte avant ce jour et rien ne sera retardé.",
      body_one:
        "Il prend fin le {{day}} et ne peut pas se renouveler tout seul. {{count}} publication est prévue pour plus tard : reconnectez le compte avant ce jour et elle partira comme prévu.",
      body_many:
        "Il prend fin le {{day}} et ne peut pas se renouveler tout seul. {{count}} de publications sont prévues pour plus tard : reconnectez le compte avant ce jour et elles partiront comme prévu.",
      body_other:
        "Il prend fin le {{day}} et ne peut pas se renouveler tout seul. {{count}} publications sont prévues pour plus tard : reconnectez le compte avant ce jour et elles partiront comme prévu.",
    },
    shared: {
      title: "@{{handle}} sur {{network}} est connecté dans deux espaces",
      body: "Le même compte est désormais connecté dans un autre espace aussi ; des publications peuvent partir des deux. Si cela vous surprend, retirez Huntaze dans les réglages du réseau, puis reconnectez le compte.",
    },
  },
  webhook: {
    gone: {
      title: "Le webhook vers {{host}} a été désactivé",
      body: "Son adresse a répondu qu’elle ne veut plus rien recevoir (410). Ce qui se passe désormais n’y est plus envoyé. Si c’est une erreur, réactivez le webhook.",
    },
    failing: {
      title: "Le webhook vers {{host}} a été désactivé",
      body: "Il n’a rien accepté depuis trop longtemps, nous avons donc cessé d’envoyer. Réparez l’adresse, envoyez un test, réactivez le webhook et renvoyez ce qu’il a manqué.",
    },
    alerts_stopped: {
      title: "Les alertes vers « {{label}} » ont été désactivées",
      body: "{{host}} indique que cette adresse ne les accepte plus. Ajoutez la nouvelle adresse du canal ou réactivez les alertes.",
    },
  },
  other: {
    title: "Quelque chose demande votre attention",
    body: "Ouvrez Huntaze pour voir de quoi il s’agit.",
  },
};
