export default {
  reason: {
    answer_lost:
      "Le réseau a renouvelé l’autorisation, mais sa réponse ne nous est jamais parvenue. Reconnectez le compte pour en obtenir une nouvelle.",
    disconnected: "Déconnecté par un membre de l’espace.",
    grant_shared: "Seulement oublié ici : une autre connexion utilise la même autorisation sur le réseau.",
    password_changed:
      "Le mot de passe a changé, ce qui met fin à toutes les connexions. Reconnectez le compte.",
    revoke_not_offered:
      "Oublié ici. Ce réseau ne permet de retirer l’autorisation que dans ses propres réglages.",
    revoke_unconfirmed: "Oublié ici. Le réseau n’a pas confirmé le retrait de l’autorisation.",
    revoked_at_platform:
      "L’autorisation a été retirée sur le réseau. Reconnectez le compte pour la rétablir.",
    revoked_by_us: "Oublié ici, et retiré sur le réseau.",
    role_lost:
      "La personne qui a connecté ce compte ne gère plus sa page. Quelqu’un qui la gère doit le reconnecter.",
    token_expired: "L’autorisation est arrivée à échéance. Reconnectez le compte pour la renouveler.",
    token_invalid: "Le réseau n’accepte plus l’autorisation qu’il avait donnée. Reconnectez le compte.",
  },
};
