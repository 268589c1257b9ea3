import { Alert, Button, type ButtonProps } from "@mantine/core";
import { useNavigation } from "@remix-run/react";
import { IconAlertCircle, IconCheck } from "@tabler/icons-react";
import { type ReactNode, type RefObject, useEffect, useRef } from "react";
import type { Problem } from "#app/lib/problem.ts";

/** What is wrong with the whole form; read out when it appears. */
export function FormProblem({ children }: { children: ReactNode }) {
  return children ? (
    <Alert role="alert" color="red" variant="light" icon={<IconAlertCircle size={18} aria-hidden />}>
      {children}
    </Alert>
  ) : null;
}

/** What went well before this page, or with this form. */
export function FormNotice({ children }: { children: ReactNode }) {
  return children ? (
    <Alert role="status" color="teal" variant="light" icon={<IconCheck size={18} aria-hidden />}>
      {children}
    </Alert>
  ) : null;
}

export interface SubmitButtonProps extends ButtonProps {
  children: ReactNode;
  /** Value of the button's `intent`, where a page has several forms. */
  intent?: string;
  busy?: boolean;
}

/** Sends the form it stands in; shows that it is on its way. */
export function SubmitButton({ children, intent, busy, ...button }: SubmitButtonProps) {
  const navigation = useNavigation();
  const sent = navigation.state !== "idle" && navigation.formMethod === "POST";
  const own = sent && (intent === undefined || navigation.formData?.get("intent") === intent);
  return (
    <Button
      type="submit"
      loading={busy ?? own}
      {...(intent === undefined ? {} : { name: "intent", value: intent })}
      {...button}
    >
      {children}
    </Button>
  );
}

/** Puts the cursor into the field that was refused, so that nobody has to look for it. */
export function useFocusOnProblem(problem: Problem | null | undefined): RefObject<HTMLFormElement> {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (problem?.field) form.current?.querySelector<HTMLElement>(`[name="${problem.field}"]`)?.focus();
  }, [problem]);
  return form;
}
