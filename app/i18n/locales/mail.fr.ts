export default {
  greeting: "Bonjour {{name}},",
  greetingPlain: "Bonjour,",
  fallback: "Si le bouton ne fonctionne pas, ouvrez cette adresse :",
  footer: "Huntaze : planifier, publier, le prouver.",
  role: {
    owner: "propriétaire",
    admin: "administrateur",
    editor: "éditeur",
    viewer: "lecteur",
  },
  "verify-email": {
    subject: "Confirmez votre adresse e-mail",
    lead: "Plus qu’une étape : confirmez que cette adresse est bien la vôtre, et votre compte est prêt.",
    action: "Confirmer mon adresse",
    note: "Le lien est valable 24 heures. Si vous ne vous êtes pas inscrit sur Huntaze, ignorez ce message : il ne se passera rien.",
  },
  "reset-password": {
    subject: "Choisissez un nouveau mot de passe",
    lead: "Quelqu’un, vous sans doute, a demandé à réinitialiser le mot de passe de votre compte.",
    action: "Choisir un nouveau mot de passe",
    note: "Le lien est valable une heure et ne sert qu’une fois. Si ce n’était pas vous, ignorez ce message : votre mot de passe reste inchangé.",
  },
  "account-exists": {
    subject: "Vous avez déjà un compte",
    lead: "Quelqu’un, vous sans doute, a voulu s’inscrire avec cette adresse. Elle a déjà un compte : il n’y a rien à créer, il suffit de vous connecter.",
    action: "Se connecter",
    note: "Mot de passe oublié ? Vous pouvez en choisir un nouveau depuis la page de connexion. Si ce n’était pas vous, ignorez ce message.",
  },
  invitation: {
    subject: "{{inviter}} vous invite dans {{workspace}}",
    lead: "{{inviter}} souhaite travailler avec vous dans l’espace « {{workspace}} » sur Huntaze. Votre rôle y sera : {{roleName}}.",
    action: "Voir l’invitation",
    note: "Si vous ne connaissez pas {{inviter}}, ignorez ce message : rien ne se passe sans votre accord.",
  },
  notification: {
    action: "Voir dans Huntaze",
    note: "Vous recevez ce message parce que vous pouvez agir dans l’espace « {{workspace}} ».",
  },
};
