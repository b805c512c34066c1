package chapter

import (
	"math"
	"strings"
	"testing"
	"unicode/utf8"

	"fabbisogno/datasets/warehouse"
	"fabbisogno/reports/locale"
)

// Sentences that count agree with none, with one and with many, in both languages.
func TestSentencesAgreeWithTheirCounts(t *testing.T) {
	sectors, regions := &diagnosed{kind: warehouse.KindSector}, &diagnosed{kind: warehouse.KindTerritory}
	it, en := locale.IT, locale.EN
	for _, c := range []struct{ got, want string }{
		{mapFinding(it, 0, 0, 21, "46,4%"), "Nessuna delle 21 regioni si distingue dalla media italiana (46,4%)"},
		{mapFinding(it, 0, 1, 21, "46,4%"), "Oltre l'errore, nessuna delle 21 regioni sopra la media italiana (46,4%), 1 sotto"},
		{mapFinding(it, 1, 0, 21, "46,4%"), "Oltre l'errore, una regione su 21 sopra la media italiana (46,4%), nessuna sotto"},
		{mapFinding(it, 4, 4, 21, "46,4%"), "Oltre l'errore, 4 regioni su 21 sopra la media italiana (46,4%), 4 sotto"},
		{mapFinding(en, 1, 0, 21, "46.4%"), "Beyond error, one of 21 regions above the Italian mean (46.4%), none below"},
		{pathsFinding(it, 0, 0, 21), "In nessuna regione l'occupazione cambia entro un anno oltre l'errore"},
		{pathsFinding(it, 1, 0, 21), "Oltre l'errore, entro un anno l'occupazione cresce in 1 regione su 21 e non cala altrove"},
		{pathsFinding(it, 0, 2, 21), "Oltre l'errore, entro un anno l'occupazione cala in 2 regioni su 21 e non cresce altrove"},
		{pathsFinding(it, 3, 2, 21), "Oltre l'errore, entro un anno l'occupazione cresce in 3 regioni su 21 e cala in 2"},
		{pathsFinding(en, 3, 2, 21), "Beyond error, employment grows in 3 of 21 regions over the coming year and falls in 2"},
		{keptFinding(it, .8, .8), "Promesso l'80%, mantenuto l'80%"},
		{keptFinding(it, .795, .804), "Promesso l'80%, mantenuto l'80%"},
		{keptFinding(it, .7, 1), "Promesso l'80%, mantenuto dal 70% al 100%"},
		{keptFinding(en, .7, .7), "80% promised, 70% kept"},
		{narrowFinding(it, 0, 19), "In nessuno dei 19 settori due gruppi fanno più di metà delle entrate"},
		{narrowFinding(it, 1, 19), "In un settore su 19 due gruppi fanno più di metà delle entrate"},
		{narrowFinding(en, 15, 19), "In 15 of 19 sectors two groups make more than half of the entries"},
		{sectors.noneOf(it, 6), "nessuno dei 6 settori"},
		{regions.noneOf(it, 21), "nessuna delle 21 regioni"},
		{regions.noneOf(it, 1), "nessuna regione"},
		{sectors.onlyOne(it), "un solo settore"},
		{regions.onlyOne(it), "una sola regione"},
		{howMany(0, "none", "one", "many") + howMany(1, "none", "one", "many") + howMany(2, "none", "one", "many"), "noneonemany"},
		{capital("è così"), "È così"},
	} {
		if n := utf8.RuneCountInString(c.got); n > titleLimit {
			t.Errorf("%d characters are too many for a title: %q", n, c.got)
		}
		if c.got != c.want {
			t.Errorf("%q, want %q", c.got, c.want)
		}
	}
}

// A choice at the end of an Italian sentence has its verb and article.
func TestChoiceLeads(t *testing.T) {
	s := &Source{}
	for id := range choiceWords {
		got := s.choiceLeads(id)
		if !strings.HasPrefix(got.IT, "è ") && !strings.HasPrefix(got.IT, "è l'") && !strings.HasPrefix(got.IT, "sono i ") || strings.Contains(got.IT, "«") {
			t.Errorf("%s: %q", id, got.IT)
		}
	}
	if got := s.choiceLeads("unheard of").IT; got != "è «unheard of»" {
		t.Errorf("a choice without a name: %q", got)
	}
}

func TestTwoLargest(t *testing.T) {
	if got := twoLargest([]float64{10, math.NaN(), 30, 25}); got != 55 {
		t.Errorf("%v, want 55", got)
	}
	if got := twoLargest([]float64{math.NaN(), 40}); got != 40 {
		t.Errorf("one value: %v, want 40", got)
	}
}
