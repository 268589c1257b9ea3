export default {
  reason: {
    checkpoint:
      "Instagram demande une vérification de sécurité. Ouvrez l’application, confirmez votre identité, puis reconnectez le compte.",
    disconnected: "Déconnecté par un membre de l’espace.",
    password_changed:
      "Le mot de passe a changé, ce qui met fin à toutes les connexions. Reconnectez le compte.",
    revoked_at_platform:
      "L’autorisation a été retirée sur le réseau. Reconnectez le compte pour la rétablir.",
    role_lost:
      "La personne qui a connecté ce compte ne gère plus sa page. Quelqu’un qui la gère doit le reconnecter.",
    scope_missing: "Une autorisation manque. Reconnectez le compte en laissant toutes les cases cochées.",
    token_expired: "L’autorisation est arrivée à échéance. Reconnectez le compte pour la renouveler.",
    token_invalid: "Le réseau n’accepte plus l’autorisation qu’il avait donnée. Reconnectez le compte.",
  },
};
