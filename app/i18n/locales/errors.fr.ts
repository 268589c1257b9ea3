export default {
  ACCOUNT_NOT_OFFERED: "Ce compte ne fait plus partie de ceux que la clé ouvre. Relancez la recherche.",
  ADDRESS_NOT_ALLOWED:
    "Cette adresse ne peut pas être utilisée. Elle doit commencer par https:// et être joignable sur l’internet public.",
  ALREADY_MEMBER: "{{email}} fait déjà partie de cet espace de travail.",
  ASSISTED_NOT_SENT: "Une personne indique que ceci n’a pas été envoyé. Vous pouvez réessayer.",
  ASSISTED_NOT_SENT_BECAUSE: "Pas envoyé : {{reason}}",
  BAD_REQUEST: "Cette demande n’a pas pu être comprise. Rechargez la page et réessayez.",
  CONFIG_INVALID: "Ce réseau refuse nos réglages. Un opérateur doit les vérifier.",
  CONFIG_MISSING: "Ce n’est pas encore configuré ici. Un opérateur peut l’activer.",
  CONFLICT: "Quelqu’un a modifié cet élément entre-temps. Rechargez pour voir la dernière version.",
  CONNECT_OPERATORS_ONLY:
    "La clé utilisée est celle de l’installation. Son opérateur doit connecter le compte, ou utilisez votre propre clé.",
  CONTENT_REJECTED: "Le réseau a refusé cette publication telle quelle. Modifiez-la puis réessayez.",
  CRYPTO_ERROR:
    "Un secret enregistré n’a pas pu être ouvert. Un opérateur doit vérifier les clés de chiffrement.",
  DELIVERY_ON_ITS_WAY: "C’est déjà en route. Attendez la réponse, puis renvoyez au besoin.",
  DUPLICATE_CONTENT: "Selon le réseau, cette publication existe déjà. Modifiez-la pour la publier à nouveau.",
  FIELD_REQUIRED: "Il manque une information. Remplissez le champ, puis réessayez.",
  FORBIDDEN: "Votre rôle ne le permet pas. Adressez-vous à un propriétaire ou un administrateur de l’espace.",
  FOREIGN_ORIGIN: "Cette page n’est pas à l’adresse de l’installation. Ouvrez {{appUrl}}, puis réessayez.",
  INTERNAL_ERROR: "Une erreur s’est produite de notre côté. Rien n’est perdu ; réessayez dans un instant.",
  INVALID_RESPONSE:
    "La réponse du réseau était illisible. Nous vérifions avant d’envoyer quoi que ce soit deux fois.",
  INVITATION_CLOSED:
    "Cette invitation a déjà servi, a été retirée ou a expiré. Demandez-en une nouvelle à la personne qui vous a invité.",
  INVITATION_OTHER_EMAIL:
    "Cette invitation est destinée à une autre adresse e-mail. Connectez-vous avec l’adresse qui l’a reçue.",
  JOB_NOT_CANCELABLE:
    "Cette tâche a commencé, ou s’annule là où est sa place : à la publication, à l’envoi ou au compte.",
  JUST_STARTED: "Le lancement date d’il y a un instant. Regardez le dernier passage.",
  LAST_OWNER:
    "Un espace de travail garde toujours au moins un propriétaire. Nommez d’abord quelqu’un d’autre propriétaire.",
  MEDIA_IN_USE:
    "Ce fichier est utilisé par des publications planifiées. Retirez-le d’abord de ces publications, ou déprogrammez-les.",
  MEDIA_REJECTED: "Le réseau a refusé ce fichier. Choisissez-en un autre.",
  MEDIA_UNUSABLE: "$t(media:reject.{{problem}})",
  METHOD_NOT_ALLOWED: "Cette adresse n’accepte pas ce type de requête. Rechargez la page et réessayez.",
  MORE_THAN_SHOWN:
    "Il y en a maintenant plus que ce qui vous a été montré : rien n’a été rejoué. Comptez à nouveau.",
  NEEDS_RECONNECT:
    "La connexion à ce compte a pris fin. Reconnectez-le ; les publications en attente partiront d’elles-mêmes.",
  NETWORK_ERROR: "Le réseau est injoignable. Nous réessaierons automatiquement.",
  NOTHING_TO_REPLAY: "Il n’y a plus rien à rejouer ici. Rechargez pour voir où cela en est.",
  NOT_FOUND: "Cet élément n’existe plus, ou vous n’y avez pas accès.",
  NO_FREE_SLOT:
    "Aucun créneau de ces comptes n’est libre dans les trois prochains mois. Ajoutez des créneaux dans les paramètres ou choisissez vous-même une heure.",
  OAUTH_ALREADY_USED:
    "Cette connexion est déjà terminée. Si le compte n’apparaît pas dans la liste, connectez-le à nouveau.",
  OAUTH_CODE_EXPIRED:
    "Le code à usage unique du réseau a expiré ou a déjà servi. Connectez le compte à nouveau.",
  OAUTH_CODE_MISSING: "Le réseau vous a renvoyé sans réponse. Connectez le compte à nouveau.",
  OAUTH_DENIED:
    "Vous n’avez pas autorisé la connexion ; rien n’a été modifié. Recommencez quand vous voulez.",
  OAUTH_EXPIRED: "La connexion a duré plus de dix minutes. Connectez le compte à nouveau.",
  OAUTH_FORBIDDEN:
    "Seuls les propriétaires et administrateurs de l’espace peuvent connecter des comptes. Adressez-vous à l’un d’eux.",
  OAUTH_MISCONFIGURED:
    "Le réseau n’accepte pas les réglages de cette installation. Un opérateur doit vérifier l’identifiant, le secret et l’adresse de retour.",
  OAUTH_OTHER_PERSON: "Cette connexion a été lancée par quelqu’un d’autre. Connectez le compte vous-même.",
  OAUTH_PLATFORM_DOWN:
    "Le réseau ne répond pas pour le moment. Rien n’a été modifié ; réessayez dans quelques minutes.",
  OAUTH_REFUSED: "Le réseau a interrompu la connexion avec une erreur. Connectez le compte à nouveau.",
  OAUTH_SCOPE_MISSING:
    "Sans ces autorisations, le compte est inutilisable : {{scopes}}. Reconnectez-le en les laissant cochées.",
  OAUTH_UNKNOWN: "Nous ne connaissons pas cette connexion. Lancez-la depuis la page des comptes.",
  OFFLINE: "Huntaze ne répond pas. Vérifiez votre connexion, puis réessayez.",
  ONLY_WAY_IN:
    "C’est votre seul moyen de connexion. Définissez d’abord un mot de passe : déconnectez-vous, puis choisissez « Mot de passe oublié ».",
  PAYLOAD_TOO_LARGE: "C’est plus volumineux que ce que nous acceptons. Réduisez la taille et réessayez.",
  PERMISSION_MISSING:
    "Le compte n’a pas accordé cette autorisation. Reconnectez-le en laissant toutes les cases cochées.",
  PLATFORM_OFF: "Ce réseau est désactivé ici. Un opérateur peut l’activer.",
  POST_ON_ITS_WAY: "Cette publication est en route ou déjà en ligne ; elle ne peut plus être modifiée.",
  PUBLISH_BEGAN_ANEW_TOO_OFTEN:
    "{{network}} a abandonné cette publication à plusieurs reprises. Vérifiez les médias, puis réessayez.",
  PUBLISH_DECLARED_MISSING:
    "Quelqu’un a regardé et n’a trouvé aucune publication sur le réseau. Vous pouvez réessayer.",
  PUBLISH_GAVE_UP:
    "{{network}} est resté injoignable trop longtemps, et le moment de cette publication est passé. Réessayez ou replanifiez-la.",
  PUBLISH_NEVER_ARRIVED:
    "L’appel à {{network}} s’est perdu à chaque fois, et rien n’a été publié. Réessayez plus tard.",
  PUBLISH_NEVER_READY:
    "{{network}} n’a jamais fini de préparer cette publication. Réessayez, peut-être avec un autre fichier.",
  PUBLISH_STOPPED_HALFWAY:
    "Quelqu’un a annulé la suite. Les parties en ligne y restent ; un nouvel essai reprend après elles.",
  PUBLISH_TURNED_DOWN: "{{network}} a accepté cette publication, puis l’a refusée ({{providerCode}}).",
  QUOTA_EXHAUSTED:
    "La limite du réseau pour ce compte est atteinte. La publication partira dès qu’il y aura de la place.",
  QUOTA_FULL:
    "@{{handle}} accepte {{limit}} publications en {{hours}} heures sur {{network}} ; celle-ci serait de trop.",
  RATE_LIMITED: "Trop de demandes en peu de temps. Patientez un instant puis réessayez.",
  REMOVE_NEVER_ARRIVED: "{{network}} est resté injoignable, rien n’a été supprimé. Réessayez plus tard.",
  REMOVE_UNSUPPORTED:
    "{{network}} ne laisse pas d’autres applications supprimer des publications. Supprimez-la là-bas.",
  REQUEST_TIMEOUT: "Votre demande a mis trop de temps à arriver. Vérifiez votre connexion puis réessayez.",
  SCHEDULED_TOO_FAR: "C’est dans plus de deux ans. Vérifiez l’année.",
  SERIES_ENDED: "Cette série est terminée. Commencez-en une nouvelle.",
  SERIES_NEVER: "Avec ces réglages, la publication ne partirait jamais. Vérifiez les jours et la fin.",
  TARGET_NOT_ASSISTED: "Quelqu’un a déjà réglé cela. Rechargez la page pour voir comment.",
  TARGET_BEING_REMOVED:
    "La suppression sur le réseau est en cours. Patientez un instant, puis rechargez la page.",
  TARGET_NOT_FAILED:
    "Seul ce qui a échoué ou a été annulé peut être retenté. Rechargez pour voir où cela en est.",
  TARGET_NOT_HELD: "Il n’y a plus rien à décider ici. Rechargez pour voir où cela en est.",
  TARGET_NOT_OPEN: "Il n’y a plus rien à vérifier ici. Rechargez pour voir où cela en est.",
  TARGET_NOT_PUBLIC:
    "Seul ce qui est en ligne peut être supprimé sur le réseau. Rechargez pour voir où cela en est.",
  TARGET_NOT_UNKNOWN: "C’est déjà tranché. Rechargez pour voir où cela en est.",
  TIMEOUT: "La réponse a trop tardé. Réessayez dans un instant.",
  TOO_MANY_WEBHOOKS: "Il peut y en avoir {{count}} au plus. Supprimez ce qui ne sert plus.",
  UNAUTHORIZED: "Vous êtes déconnecté. Connectez-vous pour continuer.",
  UNAVAILABLE: "Indisponible pour le moment. Réessayez dans un instant.",
  UNSUPPORTED_MEDIA_TYPE: "Ce type de contenu ne peut pas être lu ici.",
  UPLOAD_INTERRUPTED: "L’envoi s’est interrompu avant la fin. Vérifiez votre connexion et réessayez.",
  UPSTREAM_ERROR: "Le réseau rencontre un problème de son côté. Nous réessayons automatiquement.",
  VALIDATION_ERROR: "Certains champs demandent votre attention.",
  WEBHOOK_SWITCHED_OFF: "Ce webhook est désactivé. Réactivez-le d’abord, puis renvoyez ce qu’il a manqué.",
};
