import { Button, NativeSelect, TextInput } from "@mantine/core";
import { Form, useSearchParams } from "@remix-run/react";
import { IconSearch } from "@tabler/icons-react";
import { type FormEvent, type RefObject, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import classes from "./operations.module.css";

export interface Choice {
  /** The word in the address. */
  name: string;
  label: string;
  options: { value: string; label: string }[];
}

/** What a link has set and nobody types; it stays while the rest changes. */
const LINKED = ["reason", "workspace"];

/**
 * Search, where there is anything to search by, and filters; all of it stands in the address, so a page can be sent on. A choice counts at once, everything else
 * with Enter or the button; without any script the form is sent.
 */
export function FilterBar({ searchLabel, choices }: { searchLabel?: string; choices: readonly Choice[] }) {
  const { t } = useTranslation("operations");
  const [params, setParams] = useSearchParams();
  const form = useFollowing(params);
  const value = (name: string) => params.get(name) ?? "";
  const apply = (event: FormEvent<HTMLFormElement>) =>
    setParams(filled(new FormData(event.currentTarget)), { replace: true });
  return (
    <Form
      ref={form}
      method="get"
      role="search"
      className={classes.filters ?? ""}
      onSubmit={(event) => {
        event.preventDefault();
        apply(event);
      }}
      onChange={(event) => {
        if (event.target instanceof HTMLSelectElement) apply(event);
      }}
    >
      {searchLabel ? (
        <TextInput
          name="q"
          type="search"
          label={searchLabel}
          defaultValue={value("q")}
          leftSection={<IconSearch size={16} aria-hidden />}
          className={classes.search ?? ""}
          autoComplete="off"
          spellCheck={false}
        />
      ) : null}
      {choices.map(({ name, label, options }) => (
        <NativeSelect key={name} name={name} label={label} defaultValue={value(name)}>
          {withChosen([{ value: "", label: t("any") }, ...options], value(name)).map((option) => (
            // What has no words of ours is the name of a machine.
            <option
              key={option.value}
              value={option.value}
              translate={option.label === option.value ? "no" : "yes"}
            >
              {option.label}
            </option>
          ))}
        </NativeSelect>
      ))}
      <TextInput name="from" type="date" label={t("from")} defaultValue={value("from")} />
      <TextInput name="to" type="date" label={t("to")} defaultValue={value("to")} />
      {LINKED.filter((name) => params.has(name)).map((name) => (
        <input key={name} type="hidden" name={name} value={value(name)} />
      ))}
      <Button type="submit" variant="default" className={classes.apply ?? ""}>
        {t("apply")}
      </Button>
    </Form>
  );
}

/** The fields say what the address says, also after a step back or a link. */
function useFollowing(params: URLSearchParams): RefObject<HTMLFormElement> {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    for (const field of form.current?.elements ?? [])
      if (
        (field instanceof HTMLInputElement && field.type !== "hidden") ||
        field instanceof HTMLSelectElement
      )
        field.value = params.get(field.name) ?? "";
  }, [params]);
  return form;
}

/** A source or name that has no row any more stays the one that is chosen. */
const withChosen = (options: Choice["options"], chosen: string): Choice["options"] =>
  options.some(({ value }) => value === chosen) ? options : [...options, { value: chosen, label: chosen }];

const filled = (data: FormData): [string, string][] =>
  [...data.entries()].flatMap(([name, text]): [string, string][] =>
    typeof text === "string" && (LINKED.includes(name) || text.trim() !== "") ? [[name, text.trim()]] : [],
  );
