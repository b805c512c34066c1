package ingest

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"fabbisogno/ingest/format/xlsx/xlsxtest"
)

// annual is a synthetic workbook in the described form of the yearly volume: no
// original was at hand. The mark makes every number of it demonstration data.
func annual(t *testing.T, territory, occupations string, shares ...string) []byte {
	t.Helper()
	return xlsxtest.Build(t,
		xlsxtest.Sheet{Name: "Indice", Lines: []string{"Volume annuale", "DATI DIMOSTRATIVI SINTETICI"}},
		xlsxtest.Sheet{Name: "Cop", Lines: []string{territory}},
		xlsxtest.Sheet{Name: occupations, Merges: []string{"C3:D3"}, Lines: []string{
			"Tavola - Entrate previste per difficoltà di reperimento ed esperienza richiesta - Anno 2024", "",
			"Professioni|Entrate previste|di cui con|", "||esperienza|difficile reperimento|mancanza di candidati",
			"TOTALE|#1200|#60|" + shares[0] + "|#30", "DIRIGENTI E ALTRO", "Impiegati addetti ai movimenti di denaro e all'assistenza clienti|#40|#20|-|-", "",
			"(*) Valori arrotondati alle decine.", "Fonte: generatore dimostrativo"}},
		xlsxtest.Sheet{Name: "Tav9", Lines: []string{
			"Tavola 9 - Entrate previste per livelli di istruzione - Anno 2024", "",
			"Titolo|Entrate previste|esperienza|giovani|tecnologica|difficile reperimento",
			"Laurea|#210|#40|#30|#20|" + shares[1], "Diploma|#500|#40|#30|#20|" + shares[1]}})
}

func TestAnnualVolume(t *testing.T) {
	load := func(file []byte) string {
		db := &memory{}
		rep, err := newIngester(t, db).File(context.Background(), Request{Reader: bytes.NewReader(file), Name: "volume.xlsx"})
		checkRuleNames(t, rep, err)
		return outcome(rep, db, err)
	}
	cases := []struct {
		name string
		file []byte
		want []string
	}{
		{"region_gives_shares", annual(t, "Piemonte", "Tav12", "#47.05", "#52.5"), []string{"table excelsior_annual", "synthetic",
			"Tav12!B5 planned_entries_persons nuts2021:ITC1", "Tav12!D5 hard_to_fill_share_pct nuts2021:ITC1",
			"TITLE_OF_STUDY=Laurea 2024 = 52.5", "2024 = 47.05", "missing suppressed"}},
		{"italy_gives_persons", annual(t, "Italia", "Tav3", "#560", "#110"), []string{"counts-for-shares",
			"Tav3!D5 hard_to_fill_persons nuts2021:IT ", "2024 = 560", "TITLE_OF_STUDY=Diploma 2024 = 110"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got := load(c.file)
			for _, want := range c.want {
				if !strings.Contains(got, want) {
					t.Errorf("no %q in\n%s", want, got)
				}
			}
		})
	}
}
