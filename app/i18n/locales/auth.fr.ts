export default {
  name: "Votre nom",
  email: "Adresse e-mail",
  password: "Mot de passe",
  newPassword: "Nouveau mot de passe",
  passwordHint: "10 caractères au moins. Quelques mots faciles à retenir conviennent très bien.",
  signIn: {
    title: "Se connecter",
    submit: "Se connecter",
    remember: "Rester connecté",
    forgot: "Mot de passe oublié ?",
    noAccount: "Première visite ?",
    notice: {
      reset: "Votre nouveau mot de passe est enregistré. Utilisez-le pour vous connecter.",
      confirmed: "Votre adresse est confirmée. Connectez-vous pour continuer.",
    },
  },
  signUp: {
    title: "Créer un compte",
    lead: "Vous aurez votre propre espace de travail ; vous pourrez y inviter d’autres personnes plus tard.",
    submit: "Créer le compte",
    haveAccount: "Vous avez déjà un compte ?",
  },
  sent: {
    title: "Consultez vos e-mails",
    signUp:
      "Nous avons écrit à {{email}}. Le lien contenu dans ce message est l’étape suivante. Rien reçu ? Regardez dans les indésirables.",
    reset:
      "Si {{email}} correspond à un compte, un lien pour choisir un nouveau mot de passe est en route. Il est valable une heure.",
  },
  forgot: {
    title: "Mot de passe oublié",
    lead: "Nous vous envoyons un lien pour en choisir un nouveau.",
    submit: "Envoyer le lien",
    back: "Retour à la connexion",
  },
  reset: {
    title: "Choisir un nouveau mot de passe",
    lead: "Vous serez déconnecté partout, puis vous vous reconnecterez avec le nouveau.",
    submit: "Enregistrer le mot de passe",
    newLink: "Demander un nouveau lien",
  },
  verify: {
    title: "Confirmez votre adresse",
    lead: "Nous avons envoyé un lien à {{email}}. Ouvrez-le, et nous saurons que nos messages vous parviennent.",
    leadSignedOut:
      "Ouvrez le lien que nous vous avons envoyé. S’il est trop ancien, connectez-vous et demandez-en un nouveau.",
    doneTitle: "Adresse confirmée",
    doneLead: "Merci. Les messages concernant vos publications vous parviendront ici.",
    goOn: "Continuer",
    sendAgain: "Renvoyer le message",
    sentAgain: "Envoyé.",
  },
  banner: {
    label: "Confirmez votre adresse",
    text: "Confirmez {{email}} pour que nous puissions vous prévenir quand une publication a besoin de vous.",
    more: "Comment faire ?",
  },
  mailbox: {
    text: "Cette installation garde ses e-mails sur cette machine.",
    link: "Ouvrir la boîte aux lettres",
  },
  twoFactor: {
    title: "Encore une étape",
    lead: "Saisissez les six chiffres affichés pour Huntaze par votre application d’authentification.",
    leadBackup: "Saisissez l’un des codes de secours que vous avez conservés. Chacun ne sert qu’une fois.",
    code: "Code",
    backupCode: "Code de secours",
    trust: "Ne plus demander sur cet appareil pendant 30 jours",
    useBackup: "Utiliser un code de secours",
    useApp: "Utiliser l’application d’authentification",
    startOver: "Recommencer",
  },
  passkey: {
    or: "ou",
    signIn: "Se connecter avec une clé d’accès",
  },
  provider: {
    goOnWith: "Continuer avec {{provider}}",
    problem: {
      denied: "Vous avez choisi de ne pas partager votre compte. Rien n’a été modifié.",
      emailTaken:
        "Un compte existe déjà avec cette adresse. Connectez-vous comme d’habitude, puis associez l’autre compte dans Paramètres, Sécurité.",
      linkedElsewhere:
        "Ce compte sert déjà à une autre personne pour se connecter ici. Utilisez-en un autre, ou connectez-vous avec celui-ci.",
      noEmail:
        "Ce compte n’a pas d’adresse e-mail que nous puissions voir. Ajoutez-y une adresse confirmée, puis réessayez.",
      emailUnconfirmed:
        "L’adresse de ce compte n’est pas confirmée. Confirmez-la chez le fournisseur, puis réessayez.",
      tooLate: "C’était trop long, ou commencé dans un autre navigateur. Réessayez.",
      trouble: "Le fournisseur ne répond pas pour le moment. Réessayez dans quelques minutes.",
      refused: "La réponse du fournisseur n’a pas prouvé qui vous êtes. Réessayez.",
      failed: "La connexion n’a pas pu aboutir. Réessayez.",
    },
  },
  invitation: {
    title: "Une invitation pour vous",
    lead: "{{name}} vous invite dans l’espace de travail {{workspace}}. Rôle : {{role}}.",
    accept: "Rejoindre {{workspace}}",
    signUp: "Créer un compte et rejoindre",
    signOut: "Se déconnecter",
    otherAddress:
      "L’invitation est destinée à {{email}} et vous êtes connecté en tant que {{signedInAs}}. Déconnectez-vous, puis ouvrez de nouveau le lien.",
  },
  invalid: {
    name: "Indiquez votre nom, en 120 caractères au plus.",
    email: "Indiquez une adresse e-mail, par exemple nom@exemple.fr.",
    password: "Utilisez au moins 10 caractères.",
  },
  problem: {
    credentials: "L’adresse ou le mot de passe est incorrect.",
    unverified: "Confirmez d’abord votre adresse : le lien est dans le message que nous vous avons envoyé.",
    passwordTooLong: "Utilisez 128 caractères au plus.",
    wrongPassword: "Ce n’est pas votre mot de passe actuel.",
    link: "Ce lien n’est plus valable : il est trop ancien, a déjà servi ou n’a pas été copié en entier.",
    code: "Ce code est incorrect. Utilisez celui que l’application affiche en ce moment.",
    backupCode: "Ce code de secours est incorrect ou a déjà servi.",
    challengeOver: "Trop de temps ou trop d’essais. Reconnectez-vous avec votre mot de passe.",
    locked: "Trop de codes erronés. Attendez un quart d’heure, puis reconnectez-vous.",
    passkeyCancelled:
      "Aucune clé d’accès n’a été utilisée. Réessayez ou connectez-vous avec votre mot de passe.",
    passkeyKnown: "Cet appareil possède déjà une clé d’accès pour votre compte.",
    passkeyUnknown:
      "Cette clé d’accès ne correspond à aucun compte ici. Connectez-vous avec votre mot de passe.",
    passkeyLate: "C’était trop long ou la clé ne convenait pas. Réessayez.",
    passkeyUnchecked:
      "L’appareil n’a pas vérifié que c’est bien vous. Utilisez-en un avec empreinte, visage ou code.",
    signInAgain:
      "Votre connexion date un peu. Déconnectez-vous et reconnectez-vous, puis ajoutez la clé d’accès.",
    alreadyConfirmed: "Cette adresse est déjà confirmée.",
    origin: "Cette page n’est pas à l’adresse de l’installation. Ouvrez la bonne adresse, puis réessayez.",
    tooMany_one: "Trop d’essais. Attendez une minute, puis réessayez.",
    tooMany_other: "Trop d’essais. Attendez {{count}} minutes, puis réessayez.",
    tooMany_many: "Trop d’essais. Attendez {{count}} de minutes, puis réessayez.",
  },
};
