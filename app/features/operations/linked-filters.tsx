import { Button, Group } from "@mantine/core";
import { useSearchParams } from "@remix-run/react";
import { IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

/** Filters that came by a link and have no field of their own; each goes with a click. */
export function LinkedFilters({ names }: { names: readonly ("reason" | "workspace")[] }) {
  const { t } = useTranslation("operations");
  const [params, setParams] = useSearchParams();
  const set = names.filter((name) => params.has(name));
  if (set.length === 0) return null;
  return (
    <Group gap="xs">
      {set.map((name) => (
        <Button
          key={name}
          size="compact-sm"
          variant="light"
          rightSection={<IconX size={14} aria-hidden />}
          aria-label={t("removeFilter", { filter: t(`linked.${name}`) })}
          onClick={() => {
            const next = new URLSearchParams(params);
            next.delete(name);
            setParams(next, { replace: true });
          }}
        >
          {t(`linked.${name}`)}: {params.get(name)?.slice(0, 60) || t("noReason")}
        </Button>
      ))}
    </Group>
  );
}
