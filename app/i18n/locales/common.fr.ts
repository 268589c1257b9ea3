export default {
  appName: "Huntaze",
  tagline: "Planifiez, publiez, preuves à l’appui.",
  cancel: "Annuler",
  close: "Fermer",
  back: "Retour",
  save: "Enregistrer",
  remove: "Supprimer",
  undo: "Annuler",
  tryAgain: "Réessayer",
  reload: "Recharger la page",
  loadMore: "Afficher la suite",
  loading: "Chargement",
  loadFailed: "Impossible de charger ces éléments",
  typeToConfirm: "Saisissez {{text}} pour confirmer",
  optional: "facultatif",
  state: {
    draft: "Brouillon",
    scheduled: "Programmée",
    publishing: "En cours d’envoi",
    waiting: "En attente",
    live: "En ligne",
    partial: "En ligne en partie",
    failed: "Échec",
    unknown: "Non confirmée",
    canceled: "Annulée",
  },
  stateHint: {
    draft: "Pas encore programmée. Rien ne part tant que vous ne la programmez pas.",
    scheduled: "Partira d’elle-même à l’heure prévue.",
    publishing: "En route vers le réseau en ce moment même.",
    waiting:
      "Retenue jusqu’à ce que le compte ou le réseau soit de nouveau joignable. Elle repartira d’elle-même.",
    live: "Publiée, et confirmée par le réseau.",
    partial: "En ligne sur certains comptes, pas sur les autres.",
    failed: "Le réseau l’a refusée, ou il manque quelque chose. Elle ne partira pas sans vous.",
    unknown:
      "La réponse du réseau s’est perdue. Nous lui reposons la question et n’enverrons rien deux fois.",
    canceled: "Abandonnée. Rien ne part.",
  },
  problem: {
    notFoundTitle: "Il n’y a rien ici",
    notFoundText:
      "L’adresse est mal saisie, ou ce qui s’y trouvait a été supprimé. Votre calendrier est un bon endroit pour reprendre.",
    toCalendar: "Aller au calendrier",
    brokenTitle: "Une erreur s’est produite de notre côté",
    brokenText:
      "Rien de ce que vous avez enregistré n’est perdu. Rechargez la page ; si le problème persiste, dites à la personne qui gère cette installation ce que vous étiez en train de faire.",
    forbiddenTitle: "Cette page ne vous est pas ouverte",
    forbiddenText:
      "Elle est réservée aux personnes qui gèrent cet espace ou cette installation. Adressez-vous à l’une d’elles si vous en avez besoin.",
  },
};
