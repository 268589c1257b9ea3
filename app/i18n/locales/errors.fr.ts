export default {
  BAD_REQUEST: "Cette demande n’a pas pu être comprise. Rechargez la page et réessayez.",
  CONFLICT: "Quelqu’un a modifié cet élément entre-temps. Rechargez pour voir la dernière version.",
  FORBIDDEN: "Votre rôle ne le permet pas. Adressez-vous à un propriétaire ou un administrateur de l’espace.",
  INTERNAL_ERROR: "Une erreur s’est produite de notre côté. Rien n’est perdu ; réessayez dans un instant.",
  NETWORK_ERROR: "Le réseau est injoignable. Nous réessaierons automatiquement.",
  NOT_FOUND: "Cet élément n’existe plus, ou vous n’y avez pas accès.",
  RATE_LIMITED: "Trop de demandes en peu de temps. Patientez un instant puis réessayez.",
  TIMEOUT: "La réponse a trop tardé. Réessayez dans un instant.",
  UNAUTHORIZED: "Vous êtes déconnecté. Connectez-vous pour continuer.",
  UNAVAILABLE: "Indisponible pour le moment. Réessayez dans un instant.",
  VALIDATION_ERROR: "Certains champs demandent votre attention.",
};
