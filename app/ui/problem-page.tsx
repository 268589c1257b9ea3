import { Button, Group, Text, Title } from "@mantine/core";
import { isRouteErrorResponse, Link, useRouteError } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { paths } from "#app/lib/paths.ts";
import classes from "./problem-page.module.css";

const WORDS: Record<number, string> = { 401: "forbidden", 403: "forbidden", 404: "notFound" };

/**
 * What a person sees instead of a page: nothing there, not allowed, or broken on our side. Never a stack. `framed`: the
 * navigation around it stands, and with it the page's main part.
 */
export function ProblemPage({ framed = false }: { framed?: boolean }) {
  const Part = framed ? "div" : "main";
  const { t } = useTranslation("common");
  const error = useRouteError();
  const status = isRouteErrorResponse(error) ? error.status : 500;
  const words = WORDS[status] ?? "broken";
  return (
    <Part className={classes.page}>
      <div className={classes.words}>
        <Text c="dimmed" className={classes.code}>
          {status}
        </Text>
        <Title order={1}>{t(`problem.${words}Title`)}</Title>
        <Text c="dimmed" size="lg" mt={4}>
          {t(`problem.${words}Text`)}
        </Text>
        <Group mt="md" gap="sm">
          <Button component={Link} to={paths.calendar} reloadDocument={words === "broken"}>
            {t("problem.toCalendar")}
          </Button>
          {words === "broken" ? (
            <Button variant="default" component="a" href="">
              {t("reload")}
            </Button>
          ) : null}
        </Group>
      </div>
    </Part>
  );
}
