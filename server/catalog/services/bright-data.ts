import { defineService } from "../service.ts";

export const brightData = defineService({
  id: "bright-data",
  label: "Bright Data",
  kind: "egress",
  role: {
    en: "A fixed exit address for partners that demand one; never to evade a network’s rules.",
    fr: "Une adresse de sortie fixe pour les partenaires qui l’exigent ; jamais pour contourner les règles d’un réseau.",
  },
  env: ["BRIGHT_DATA_CUSTOMER", "BRIGHT_DATA_PASSWORD", "BRIGHT_DATA_ZONE"],
  needs: ["BRIGHT_DATA_CUSTOMER"],
  planned: true,
  failureModes: [
    {
      what: { en: "407 or the connection is reset", fr: "407 ou connexion coupée" },
      effect: {
        en: "Partner calls fail with the reason; nothing goes out unproxied by surprise.",
        fr: "Les appels échouent avec la raison ; rien ne part sans proxy par surprise.",
      },
    },
  ],
  howToGet: {
    en: "The provider’s dashboard → zone credentials.",
    fr: "Tableau de bord du fournisseur → identifiants de zone.",
  },
  docsUrl: "https://docs.brightdata.com/",
});
