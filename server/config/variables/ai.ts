import * as is from "../parsers.ts";
import type { VariableTable } from "../variable.ts";

const endpoint = (description: string, example: string) =>
  ({ service: "azure-openai", description, example, schema: is.webUrl }) as const;
const key = (description: string) =>
  ({
    service: "azure-openai",
    description,
    example: "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
    schema: is.token,
    secret: true,
  }) as const;
const deployment = (description: string, example: string) =>
  ({ service: "azure-openai", description, example, schema: is.token }) as const;

/** Model providers, in the order they stand in for each other. */
export const aiVariables = {
  AZURE_OPENAI_API_KEY: key("Key of Azure OpenAI, the first provider."),
  AZURE_OPENAI_ENDPOINT: endpoint("Endpoint of Azure OpenAI or Foundry.", "https://example.openai.azure.com"),
  AZURE_OPENAI_API_VERSION: {
    service: "azure-openai",
    description: "Version of its API.",
    example: "2024-08-01-preview",
    schema: is.azureApiVersion,
  },
  AZURE_OPENAI_DEPLOYMENT: deployment("Deployment that answers.", "gpt-4o-mini"),
  AZURE_AI_ENDPOINT: endpoint(
    "Endpoint of Azure AI Foundry models (Mistral and others).",
    "https://example.services.ai.azure.com",
  ),
  AZURE_AI_API_KEY: key("Key of Azure AI Foundry."),
  AZURE_AI_DEPLOYMENT: deployment("Foundry deployment.", "mistral-large"),
  AZURE_PHI4_ENDPOINT: endpoint(
    "Endpoint of Phi-4 multimodal.",
    "https://phi4.westeurope.models.ai.azure.com",
  ),
  AZURE_PHI4_API_KEY: key("Key of Phi-4."),
  AZURE_PHI4_DEPLOYMENT: deployment("Phi-4 deployment.", "phi-4-multimodal-instruct"),
  AZURE_DEEPSEEK_ENDPOINT: endpoint(
    "Endpoint of DeepSeek.",
    "https://deepseek.westeurope.models.ai.azure.com",
  ),
  AZURE_DEEPSEEK_API_KEY: key("Key of DeepSeek."),
  AZURE_DEEPSEEK_DEPLOYMENT: deployment("DeepSeek deployment.", "deepseek-r1"),
  AZURE_LLAMA_VISION_ENDPOINT: endpoint(
    "Endpoint of Llama Vision.",
    "https://llama.westeurope.models.ai.azure.com",
  ),
  AZURE_LLAMA_VISION_API_KEY: key("Key of Llama Vision."),
  AZURE_LLAMA_VISION_DEPLOYMENT: deployment("Llama Vision deployment.", "llama-3.2-90b-vision-instruct"),
  OPENAI_API_KEY: {
    service: "openai",
    description: "Key of OpenAI.",
    example: "sk-example",
    schema: is.token,
    secret: true,
  },
  OPENAI_MODEL: {
    service: "openai",
    description: "Model of OpenAI.",
    example: "gpt-4o-mini",
    schema: is.token,
  },
  ANTHROPIC_API_KEY: {
    service: "anthropic",
    aliases: ["CLAUDE_API_KEY"],
    description: "Key of Anthropic.",
    example: "sk-ant-example",
    schema: is.token,
    secret: true,
  },
  GEMINI_API_KEY: {
    service: "gemini",
    description: "Key of Google Gemini.",
    example: "AIzaExample",
    schema: is.token,
    secret: true,
  },
  GEMINI_MODEL: {
    service: "gemini",
    description: "Model of Gemini.",
    example: "gemini-2.5-flash",
    schema: is.token,
  },
  AI_ROUTER_URL: {
    service: "ai-router",
    description: "Internal router that chooses a model.",
    example: "https://router.example.com",
    schema: is.webUrl,
  },
  AI_ROUTER_API_KEY: {
    service: "ai-router",
    description: "Key of that router.",
    example: "0123456789abcdef0123456789abcdef",
    schema: is.token,
    secret: true,
  },
} as const satisfies VariableTable;
