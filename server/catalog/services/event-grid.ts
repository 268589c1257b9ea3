import { defineService } from "../service.ts";

export const eventGrid = defineService({
  id: "event-grid",
  label: "Azure Event Grid",
  kind: "events",
  role: { en: "Events out to Azure subscribers.", fr: "Événements sortants vers les abonnés Azure." },
  env: [],
  needs: [],
  planned: true,
  failureModes: [
    {
      what: { en: "The topic is throttled", fr: "Le sujet est limité" },
      effect: { en: "Events wait in their rows.", fr: "Les événements attendent dans leurs lignes." },
    },
  ],
  howToGet: { en: "Azure portal → Event Grid → a topic.", fr: "Portail Azure → Event Grid → un sujet." },
  docsUrl: "https://learn.microsoft.com/azure/event-grid/",
});
