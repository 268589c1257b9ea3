import { SegmentedControl } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { type MediaFilter, mediaFilters } from "./use-media-list.ts";

/** All, images, videos. */
export function FilterControl(props: { value: MediaFilter; onChange: (filter: MediaFilter) => void }) {
  const { t } = useTranslation("media");
  return (
    <SegmentedControl
      aria-label={t("filter.label")}
      size="sm"
      value={props.value}
      onChange={(value) => props.onChange(value as MediaFilter)}
      data={mediaFilters.map((filter) => ({ value: filter, label: t(`filter.${filter}`) }))}
    />
  );
}
