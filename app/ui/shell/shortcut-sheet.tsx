import { Kbd, Modal, Stack, Table, Title } from "@mantine/core";
import { Fragment } from "react";
import { useTranslation } from "react-i18next";

/** Keys of one shortcut: alternatives, each a sequence. */
type Keys = string[][];

const ANYWHERE: [string, Keys][] = [
  ["palette", [["⌘ K"], ["Ctrl K"]]],
  ["compose", [["c"]]],
  ["goCalendar", [["g", "c"]]],
  ["goDrafts", [["g", "d"]]],
  ["goMedia", [["g", "m"]]],
  ["goAccounts", [["g", "a"]]],
  ["help", [["?"]]],
];
const CALENDAR: [string, Keys][] = [
  ["move", [["← ↑ ↓ →"]]],
  ["open", [["Enter"]]],
  ["period", [["k"], ["j"]]],
  ["today", [["t"]]],
  ["views", [["1"], ["2"], ["3"], ["4"]]],
];

/** The list behind `?`. */
export function ShortcutSheet({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation(["nav", "common"]);
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t("shortcuts.title")}
      closeButtonProps={{ "aria-label": t("common:close") }}
    >
      <Stack gap="md">
        <Section title={t("shortcuts.anywhere")} rows={ANYWHERE} />
        <Section title={t("shortcuts.calendar")} rows={CALENDAR} />
      </Stack>
    </Modal>
  );
}

function Section({ title, rows }: { title: string; rows: [string, Keys][] }) {
  const { t } = useTranslation("nav");
  return (
    <section>
      <Title order={3} mb="xs">
        {title}
      </Title>
      <Table verticalSpacing={6} horizontalSpacing={0}>
        <Table.Tbody>
          {rows.map(([id, keys]) => (
            <Table.Tr key={id}>
              <Table.Td>{t(`shortcuts.${id}`)}</Table.Td>
              <Table.Td ta="right">
                {keys.map((sequence, index) => (
                  <Fragment key={sequence.join()}>
                    {index > 0 ? ` ${t("shortcuts.or")} ` : null}
                    {sequence.map((key, step) => (
                      <Fragment key={key}>
                        {step > 0 ? ` ${t("shortcuts.andThen")} ` : null}
                        <Kbd size="xs">{key}</Kbd>
                      </Fragment>
                    ))}
                  </Fragment>
                ))}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </section>
  );
}
