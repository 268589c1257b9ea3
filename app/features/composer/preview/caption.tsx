import { UnstyledButton } from "@mantine/core";
import { Fragment, useState } from "react";
import { useTranslation } from "react-i18next";
import classes from "./preview.module.css";

export interface CaptionProps {
  className?: string | undefined;
  /** Stands before the text, as feeds do. */
  handle?: string;
  text: string;
  /** So many characters are shown before "more". */
  cut: number;
}

/** A caption as a network shows it: cut short until asked for, tags and names in their colour. */
export function Caption({ className, handle, text, cut }: CaptionProps) {
  const { t } = useTranslation("composer");
  const [whole, setWhole] = useState(false);
  const short = cutText(text, cut);
  const isCut = short.length < text.length;
  return (
    <p className={className}>
      {handle ? <strong>{handle} </strong> : null}
      {text === "" ? <span className={classes.nothing}>{t("noText")}</span> : null}
      <Tagged text={whole ? text : short} />
      {isCut ? (
        <>
          {whole ? " " : "… "}
          <UnstyledButton className={classes.more} onClick={() => setWhole(!whole)}>
            {t(whole ? "less" : "moreText")}
          </UnstyledButton>
        </>
      ) : null}
    </p>
  );
}

/** Networks show the first lines, or so many characters, whichever ends first. */
export function cutText(text: string, cut: number): string {
  const lines = text.split("\n");
  const head = lines.slice(0, 3).join("\n");
  const characters = [...head];
  const short = characters.length > cut ? characters.slice(0, cut).join("") : head;
  return short.length < text.length ? short.trimEnd() : text;
}

const TAG = /([#@][\p{L}\p{M}\p{N}_.]*[\p{L}\p{M}\p{N}_])/u;

function Tagged({ text }: { text: string }) {
  return text.split(TAG).map((part, index) =>
    index % 2 === 1 ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: parts of one text have no other name than their place
      <span key={index} className={classes.tag}>
        {part}
      </span>
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: parts of one text have no other name than their place
      <Fragment key={index}>{part}</Fragment>
    ),
  );
}
