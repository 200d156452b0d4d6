import { pageWords } from "../page_words.ts";
import type { AgentWords } from "./pt_agents.ts";

/** The texts of the agents. */
export const agentWords = pageWords<AgentWords>({
  pt: async () => (await import("./pt_agents.ts")).ptAgents,
  es: async () => (await import("./es_agents.ts")).esAgents,
  en: async () => (await import("./en_agents.ts")).enAgents,
});
