package ingest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"fabbisogno/datasets/warehouse"
	"fabbisogno/ingest/format/xlsx"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
)

// edit changes a demonstration workbook through an independent writer.
type edit func(t *testing.T, f *excelize.File)

// find gives the cell that is n columns right of the label in the sheet whose title holds words.
func find(t *testing.T, f *excelize.File, words, label string, n int) (sheet, ref string) {
	t.Helper()
	for _, sheet := range f.GetSheetList() {
		rows, err := f.GetRows(sheet)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(sheet, "Tav") || !strings.Contains(fmt.Sprint(rows[:min(len(rows), 8)]), words) {
			continue
		}
		for r, row := range rows {
			if len(row) > 0 && strings.HasPrefix(row[0], label) {
				return sheet, xlsx.Ref(n+1, r+1)
			}
		}
	}
	t.Fatalf("no sheet with %q and the label %q", words, label)
	return "", ""
}

func set(words, label string, n int, value any) edit {
	return func(t *testing.T, f *excelize.File) {
		sheet, ref := find(t, f, words, label, n)
		if err := f.SetCellValue(sheet, ref, value); err != nil {
			t.Fatal(err)
		}
	}
}

// replaceText changes a word in every text cell of the workbook.
func replaceText(from, to string) edit {
	return func(t *testing.T, f *excelize.File) {
		for _, sheet := range f.GetSheetList() {
			rows, err := f.GetRows(sheet)
			if err != nil {
				t.Fatal(err)
			}
			for r, row := range rows {
				for c, text := range row {
					if strings.Contains(text, from) {
						if err := f.SetCellValue(sheet, xlsx.Ref(c+1, r+1), strings.ReplaceAll(text, from, to)); err != nil {
							t.Fatal(err)
						}
					}
				}
			}
		}
	}
}

const (
	bySector = "immigrati, per settore di attività"
	byGroup  = "immigrati, per gruppo professionale"
)

// load edits the workbook of May 2025 and loads it.
func load(t *testing.T, original []byte, changes ...edit) (Report, []warehouse.Observation, error) {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(original))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for _, change := range changes {
		change(t, f)
	}
	b, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	db := &memory{}
	rep, err := newIngester(t, db).File(context.Background(), Request{Reader: b, Name: "x.xlsx"})
	if err != nil {
		return rep, nil, err
	}
	checkRuleNames(t, rep, nil)
	if c := rep.Counts; c.Read != c.Loaded+c.Rejected+c.Skipped {
		t.Errorf("%+v does not add up", c)
	}
	return rep, db.loads[0].Observations, nil
}

func originalWorkbook(t *testing.T) []byte {
	t.Helper()
	text, err := os.ReadFile(demonstration(t, "excelsior_2025-05")[0].Path)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestWorkbookRows(t *testing.T) {
	original := originalWorkbook(t)
	sound, _, err := load(t, original)
	if err != nil || sound.Counts.Rejected > 0 {
		t.Fatalf("unchanged: %+v, %v", sound.Counts, err)
	}
	cases := []struct {
		name   string
		change edit
		rule   string
		hint   string
	}{
		{"unknown_label", set(bySector, "Costruzioni", 0, "Costruzione"), "label", `"Costruzioni"`},
		{"label_with_another_code", set(byGroup, "PROFESSIONI TECNICHE", 0, "2 - Professioni tecniche"), "label-mismatch", "label"},
		{"text_for_a_number", set(bySector, "Costruzioni", 1, "molti"), "number", "source"},
		{"wrong_grouping", set(bySector, "Costruzioni", 1, "1.23"), "grouping", "source"},
		{"share_above_100", set(bySector, "Costruzioni", 2, 147.5), "range", "hard_to_fill_share_pct"},
		{"negative_count", set(bySector, "Costruzioni", 1, -10), "range", "planned_entries_persons"},
		{"part_of_a_person", set(bySector, "Costruzioni", 1, 12.5), "integer", "unit"},
		{"truth_value", set(bySector, "Costruzioni", 1, true), "value-type", "source"},
		{"invisible_character", set(bySector, "Costruzioni", 1, "1\u200b0"), "bidi-control", "source"},
		{"date", func(t *testing.T, f *excelize.File) {
			sheet, ref := find(t, f, bySector, "Costruzioni", 1)
			style, err := f.NewStyle(&excelize.Style{NumFmt: 14})
			if err := errors.Join(err, f.SetCellValue(sheet, ref, 45000), f.SetCellStyle(sheet, ref, ref, style)); err != nil {
				t.Fatal(err)
			}
		}, "value-type", "source"},
		{"formula_without_value", func(t *testing.T, f *excelize.File) {
			sheet, ref := find(t, f, bySector, "Costruzioni", 1)
			if err := errors.Join(f.SetCellValue(sheet, ref, nil), f.SetCellFormula(sheet, ref, "1+1")); err != nil {
				t.Fatal(err)
			}
		}, "formula", "formula"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			rep, _, err := load(t, original, c.change)
			if err != nil {
				t.Fatal(err)
			}
			if len(rep.Rejected) != 1 || rep.Rejected[0].Rule != c.rule || !strings.Contains(rep.Rejected[0].Hint, c.hint) || rep.Rejected[0].Message == "" {
				t.Errorf("rejected %+v, want one row by the rule %s with a hint on %s", rep.Rejected, c.rule, c.hint)
			}
			if rep.Counts.Read != sound.Counts.Read {
				t.Errorf("%d rows accounted for, %d before the change", rep.Counts.Read, sound.Counts.Read)
			}
		})
	}
}

func TestWorkbookCells(t *testing.T) {
	original := originalWorkbook(t)
	// Lack of candidates stands in one sheet only; other cells are repeated by the regional tables.
	value := func(all []warehouse.Observation) string {
		for _, o := range all {
			if o.Key.Measure == "no_candidates_share_pct" && o.Key.Industry.Value == "F" && o.Key.Occupation.IsZero() && o.Key.Territory.Value == "IT" {
				return strings.TrimSpace(observationText(o)[strings.Index(observationText(o), "="):]) + o.Note
			}
		}
		return "none"
	}
	cases := []struct {
		name   string
		change edit
		want   string
	}{
		{"suppressed", set(bySector, "Costruzioni", 3, "-"), "= missing suppressed"},
		{"empty", set(bySector, "Costruzioni", 3, nil), "= missing absent"},
		{"not_available", set(bySector, "Costruzioni", 3, "n.d."), "= missing not_available"},
		{"italian_text", set(bySector, "Costruzioni", 3, "26,9"), "= 26.9"},
		{"footnote_mark", set(bySector, "Costruzioni", 3, "26,9 (a)"), "= 26.9(a)"},
		{"percent_sign", set(bySector, "Costruzioni", 3, "26,9%"), "= 26.9"},
		{"percent_format", func(t *testing.T, f *excelize.File) {
			sheet, ref := find(t, f, bySector, "Costruzioni", 3)
			style, err := f.NewStyle(&excelize.Style{NumFmt: 10})
			if err := errors.Join(err, f.SetCellValue(sheet, ref, 0.46875), f.SetCellStyle(sheet, ref, ref, style)); err != nil {
				t.Fatal(err)
			}
		}, "= 46.875"},
		{"capitals_and_blanks", set(bySector, "Costruzioni", 0, "  COSTRUZIONI "), "= "},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			rep, all, err := load(t, original, c.change)
			if err != nil || rep.Counts.Rejected > 0 {
				t.Fatalf("%v, rejected %+v", err, rep.Rejected)
			}
			if got := value(all); !strings.HasPrefix(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestWorkbookRefused(t *testing.T) {
	original := originalWorkbook(t)
	cases := []struct {
		name   string
		change []edit
		rule   string
	}{
		{"no_month", []edit{replaceText("maggio 2025", "maggio")}, "period"},
		{"several_months", []edit{replaceText("maggio 2025", "maggio - luglio 2025")}, "period"},
		{"no_territory", []edit{replaceText("Italia", "Altrove")}, "territory"},
		{"unknown_column", []edit{replaceText("Costruzioni", "Edilizia")}, "column-label"},
		{"title_of_no_table", []edit{replaceText("in entrata", "in uscita"), replaceText("difficili da reperire", "x")}, "sheet"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, _, err := load(t, original, c.change...)
			var s *SourceError
			if !errors.As(err, &s) || s.Rule != c.rule || s.Hint == "" {
				t.Errorf("got %v, want the rule %s with a hint", err, c.rule)
			}
		})
	}
}

// A workbook of a region gives the region's figures.
func TestWorkbookOfARegion(t *testing.T) {
	rep, all, err := load(t, originalWorkbook(t), replaceText("- Italia -", "- Piemonte -"))
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	for _, o := range all {
		if o.Key.Occupation.Value == "7.1" { // sub-major groups stand in no regional table
			found[o.Key.Territory.String()] = true
		}
	}
	if len(found) != 1 || !found["nuts2021:ITC1"] {
		t.Errorf("territories %v, want Piedmont alone; %+v", found, rep.Counts)
	}
}

func TestPercentagesAsFractionsAreRefused(t *testing.T) {
	change := func(t *testing.T, f *excelize.File) {
		sheet, _ := find(t, f, bySector, "Costruzioni", 0)
		rows, err := f.GetRows(sheet, excelize.Options{RawCellValue: true})
		if err != nil {
			t.Fatal(err)
		}
		for r, row := range rows {
			if len(row) > 2 {
				if v := mustFloat(row[2]); v == v {
					if err := f.SetCellValue(sheet, xlsx.Ref(3, r+1), v/100); err != nil {
						t.Fatal(err)
					}
				}
			}
		}
	}
	_, _, err := load(t, originalWorkbook(t), change)
	var s *SourceError
	if !errors.As(err, &s) || s.Rule != "unit-suspect" {
		t.Errorf("got %v, want the rule unit-suspect", err)
	}
}

// The regional table repeats the national total of a sector; when the two sheets
// disagree neither row is loaded.
func TestWorkbookConflictBetweenSheets(t *testing.T) {
	rep, all, err := load(t, originalWorkbook(t), set(bySector, "Costruzioni", 1, 10))
	if err != nil {
		t.Fatal(err)
	}
	rules := map[string]int{}
	for _, r := range rep.Rejected {
		rules[r.Rule]++
	}
	if diff := cmp.Diff(map[string]int{"duplicate-conflict": 2}, rules); diff != "" {
		t.Errorf("rejections (-want +got):\n%s", diff)
	}
	for _, o := range all {
		if o.Key.Measure == "planned_entries_persons" && o.Key.Industry.Value == "F" && o.Key.Territory.Value == "IT" && o.Key.Occupation.IsZero() {
			t.Errorf("one of the rows was loaded: %s", observationText(o))
		}
	}
}
