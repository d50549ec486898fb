// @ts-check
/** The API as its own OpenAPI document tells it. */

import { ask } from "../shared/api.js";
import { html, render, useEffect, useState } from "../shared/html.js";
import { Languages, ProblemNotice } from "../shared/ui.js";
import { loadWords, localeOf, nameDocument } from "../shared/words.js";

/**
 * @typedef {import("../shared/words.js").Say} Say
 * @typedef {{ $ref?: string, type?: string | string[], items?: Shape, anyOf?: Shape[], oneOf?: Shape[], allOf?: Shape[],
 *   format?: string, enum?: any[], minimum?: number, maximum?: number, minLength?: number, maxLength?: number,
 *   properties?: Record<string, Shape>, required?: string[] }} Shape JSON Schema, as far as it is shown
 * @typedef {Record<string, { schema?: Shape }>} Content
 * @typedef {{ name?: string, $ref?: string, in?: string, required?: boolean, schema?: Shape }} Parameter
 * @typedef {{ summary?: string, description?: string, parameters?: Parameter[], requestBody?: { content?: Content },
 *   responses?: Record<string, { description?: string, content?: Content }> }} Said
 * @typedef {{ info: { version: string }, paths: Record<string, Record<string, Said>>,
 *   components?: { schemas?: Record<string, Shape> } }} Spec OpenAPI 3.1
 */

const METHODS = ["get", "post", "put", "patch", "delete"];

function App() {
  const [locale, setLocale] = useState(localeOf(location.search, navigator.languages));
  const [page, setPage] = useState(/** @type {import("../shared/ui.js").Speech | null} */ (null));
  const [spec, setSpec] = useState(/** @type {Spec | null} */ (null));
  const [problem, setProblem] = useState(/** @type {import("../shared/api.js").Problem | null} */ (null));
  useEffect(() => {
    loadWords(locale, "api").then((say) => setPage({ say, locale }));
    ask("GET", "/openapi.json", { locale }).then(({ data }) => setSpec(data), setProblem);
  }, [locale]);
  useEffect(() => {
    if (!page) return;
    nameDocument(page.locale, `${page.say("name")} · ${page.say("api.title")}`);
  }, [page]);
  if (!page) return null;
  const { say } = page;
  return html`<main class="sheet">
    <p class="sheet-top"><a class="brand" href="/"><img src="/web/shared/icon.svg" alt="" width="28" height="28" />${say("name")}</a><${Languages} page=${page} onChange=${setLocale} /></p>
    <h1>${say("api.title")}${spec && ` ${spec.info.version}`}</h1>
    <p class="lead">${say("api.lead")} <a href="/api/v1/openapi.json">${say("api.document")}</a></p>
    <${ProblemNotice} problem=${problem} page=${page} />
    ${spec && html`<h2>${say("api.operations")}</h2><${Operations} spec=${spec} say=${say} /><${Schemas} spec=${spec} say=${say} />`}
  </main>`;
}

/** After the operations are drawn: a phone that is busy for long at a time does not answer to touch. @param {{ spec: Spec, say: Say }} props */
function Schemas({ spec, say }) {
  const [isDue, setDue] = useState(false);
  useEffect(() => setDue(true), []);
  const schemas = isDue ? Object.entries(spec.components?.schemas ?? {}) : [];
  return html`<h2>${say("api.schemas")}</h2>
    ${schemas.map(([name, schema]) => html`<${OneSchema} key=${name} name=${name} schema=${schema} say=${say} />`)}`;
}

/**
 * Something to open; what is inside is made when it is opened: the document has more of it than a phone likes at once.
 * @param {{ id?: string, title: any, inside: () => any }} props
 */
function Folded({ id, title, inside }) {
  const [isOpen, setOpen] = useState(false);
  return html`<details class="card operation" id=${id} onToggle=${(/** @type {any} */ event) => setOpen(event.currentTarget.open)}>
    <summary>${title}</summary>
    ${isOpen && inside()}
  </details>`;
}

/** @param {{ spec: Spec, say: Say }} props */
function Operations({ spec, say }) {
  const operations = Object.entries(spec.paths).flatMap(([path, item]) => METHODS.filter((method) => method in item).map((method) => ({ path, method, said: item[method] })));
  return operations.map(({ path, method, said }) => {
    const title = html`<span class=${`method method-${method}`}>${method.toUpperCase()}</span> <code>${path}</code> <span class="help">${said.summary ?? ""}</span>`;
    return html`<${Folded} key=${method + path} title=${title} inside=${() => html`<${Operation} said=${said} say=${say} />`} />`;
  });
}

/** @param {{ said: Said, say: Say }} props */
function Operation({ said, say }) {
  return html`${said.description && html`<p>${said.description}</p>`}
    <${Parameters} parameters=${said.parameters ?? []} say=${say} />
    ${said.requestBody && html`<h3>${say("api.body")}</h3>${Object.entries(said.requestBody.content ?? {}).map(([type, { schema }]) => html`<p><code>${type}</code> <${Type} schema=${schema} /></p>`)}`}
    <h3>${say("api.answers")}</h3>
    <ul>${Object.entries(said.responses ?? {}).map(([status, answer]) => html`<li><b>${status}</b> ${answer.description ?? ""}
      ${Object.values(answer.content ?? {}).map(({ schema }) => html` <${Type} schema=${schema} />`)}</li>`)}</ul>`;
}

/** @param {{ parameters: Parameter[], say: Say }} props */
function Parameters({ parameters, say }) {
  if (parameters.length === 0) return null;
  return html`<h3>${say("api.parameters")}</h3><ul>${parameters.map((one) => html`<li><code>${one.name ?? one.$ref}</code> <span class="help">${one.in}${one.required && ` · ${say("api.required")}`}</span> <${Type} schema=${one.schema} /></li>`)}</ul>`;
}

/** @param {{ name: string, schema: Shape, say: Say }} props */
function OneSchema({ name, schema, say }) {
  const inside = () => html`<ul>${Object.entries(schema.properties ?? {}).map(([field, type]) => html`<li><code>${field}</code> <${Type} schema=${type} />
      ${schema.required?.includes(field) && html` <span class="help">${say("api.required")}</span>`}</li>`)}</ul>`;
  return html`<${Folded} id=${`schema-${name}`} title=${html`<code>${name}</code>`} inside=${inside} />`;
}

/** A type in a few words. @param {{ schema?: Shape }} props @returns {any} */
function Type({ schema }) {
  if (!schema) return null;
  if (schema.$ref) {
    const name = schema.$ref.split("/").at(-1);
    const open = () => document.getElementById(`schema-${name}`)?.setAttribute("open", "");
    return html`<a href=${`#schema-${name}`} onClick=${open}>${name}</a>`;
  }
  const parts = schema.anyOf ?? schema.oneOf ?? schema.allOf;
  if (parts) return parts.map((part, index) => html`${index > 0 && " | "}<${Type} schema=${part} />`);
  if (schema.items) return html`[<${Type} schema=${schema.items} />]`;
  const limits = [schema.format, schema.enum?.join(" | "), bound(schema.minLength ?? schema.minimum, schema.maxLength ?? schema.maximum)].filter(Boolean);
  return html`<span class="type">${[schema.type ?? "any"].flat().join(" | ")}${limits.length > 0 && ` (${limits.join("; ")})`}</span>`;
}

/** @param {number | undefined} least @param {number | undefined} most */
function bound(least, most) {
  return least === undefined && most === undefined ? "" : `${least ?? ""}…${most ?? ""}`;
}

const root = document.getElementById("app");
if (root) render(html`<${App} />`, root);
