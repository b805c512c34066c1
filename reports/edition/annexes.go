package edition

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"fabbisogno/datasets/catalog"
	"fabbisogno/datasets/warehouse"
	"fabbisogno/reports/figure"
	"fabbisogno/reports/locale"
)

// datasetsOf is the data annex: every table a figure rests on, from catalogue and ledger.
func datasetsOf(o Options, ledger []warehouse.LedgerEntry, figures []figure.Figure) []Dataset {
	used := map[string]bool{}
	for _, f := range figures {
		for _, l := range f.Lineage {
			used[l.Table] = true
		}
	}
	var out []Dataset
	for _, l := range ledger {
		if !used[l.Snapshot.Table] {
			continue
		}
		i := slices.IndexFunc(out, func(d Dataset) bool { return d.Table == l.Snapshot.Table })
		if i < 0 {
			out = append(out, dataset(o.Catalog, l.Snapshot.Table))
			i = len(out) - 1
		}
		d := &out[i]
		d.Files++
		d.Observations += l.Counts.Observations
		d.Rejected += l.Counts.Rejected
		d.IsSynthetic = d.IsSynthetic || l.Snapshot.IsSynthetic
		if l.Snapshot.Released.After(d.Released) {
			d.Released = l.Snapshot.Released
		}
	}
	slices.SortFunc(out, func(a, b Dataset) int { return strings.Compare(a.Table, b.Table) })
	return out
}

func dataset(cat *catalog.Catalog, id string) Dataset {
	d := Dataset{Table: id}
	t, ok := cat.Table(id)
	if !ok {
		return d
	}
	d.Title, d.Licence, d.URL, d.Citation = t.Title, t.Licence, t.Page, t.Citation
	if p, ok := cat.Provider(t.Provider); ok {
		d.Provider = p.Name
	}
	for _, b := range t.Breaks {
		d.Breaks = append(d.Breaks, Text{IT: b.From + ": " + b.What.IT, EN: b.From + ": " + b.What.EN})
	}
	for _, w := range t.Warnings {
		if words, ok := warningWords[w]; ok {
			d.Warnings = append(d.Warnings, words)
		}
	}
	return d
}

// warningWords are the usage warnings of the catalogue in words.
var warningWords = map[string]Text{
	"early_release":        {IT: "prime stime, saranno riviste", EN: "early estimates, to be revised"},
	"discontinued":         {IT: "serie chiusa", EN: "closed series"},
	"small_cells":          {IT: "celle piccole, da leggere con cautela", EN: "small cells, to be read with care"},
	"workplace_basis":      {IT: "per luogo di lavoro", EN: "by place of work"},
	"residence_basis":      {IT: "per residenza", EN: "by place of residence"},
	"excludes_agriculture": {IT: "agricoltura esclusa (fino a maggio 2025)", EN: "agriculture left out (until May 2025)"},
}

// quality says what happened to every row that came in.
func quality(ctx context.Context, o Options, ledger []warehouse.LedgerEntry) ([]Paragraph, error) {
	var sum warehouse.Counts
	files := 0
	skips := map[string]int64{}
	for _, l := range ledger {
		files++
		sum.Read += l.Counts.Read
		sum.Loaded += l.Counts.Loaded
		sum.Rejected += l.Counts.Rejected
		sum.Skipped += l.Counts.Skipped
		sum.Observations += l.Counts.Observations
		for _, s := range l.Skips {
			skips[s.Rule] += s.Rows
		}
	}
	issues, err := o.DB.IssuesAsOf(ctx, o.AsOf)
	if err != nil {
		return nil, err
	}
	severity := map[string]int{}
	for _, i := range issues {
		// Jumps and revisions are told against all that was loaded, later editions included.
		if i.Rule != "jump" && i.Rule != "revision" {
			severity[i.Severity]++
		}
	}
	rules := make([]string, 0, len(skips))
	for r := range skips {
		rules = append(rules, r)
	}
	slices.Sort(rules)
	both := func(write func(l locale.Lang) string) Text { return Text{IT: write(locale.IT), EN: write(locale.EN)} }
	n := func(l locale.Lang, v int64) string { return l.Number(float64(v), 0) }
	out := []Paragraph{{Title: Text{IT: "Righe lette", EN: "Rows read"}, Body: both(func(l locale.Lang) string {
		var by []string
		for _, r := range rules {
			by = append(by, r+" "+n(l, skips[r]))
		}
		if l == locale.IT {
			return fmt.Sprintf("%s file, %s righe lette = %s caricate + %s messe da parte + %s saltate per una regola con nome (%s). Osservazioni: %s.",
				n(l, int64(files)), n(l, sum.Read), n(l, sum.Loaded), n(l, sum.Rejected), n(l, sum.Skipped), strings.Join(by, ", "), n(l, sum.Observations))
		}
		return fmt.Sprintf("%s files, %s rows read = %s loaded + %s set aside + %s skipped by a named rule (%s). Observations: %s.",
			n(l, int64(files)), n(l, sum.Read), n(l, sum.Loaded), n(l, sum.Rejected), n(l, sum.Skipped), strings.Join(by, ", "), n(l, sum.Observations))
	})}, {Title: Text{IT: "Controlli", EN: "Checks"}, Body: both(func(l locale.Lang) string {
		if l == locale.IT {
			return fmt.Sprintf("Le regole di qualità hanno segnalato %s, %s e %s; l'elenco si ottiene con «fabbisogno status».",
				numberOr(l, severity["error"], "nessun errore", "un errore", "%s errori"), numberOr(l, severity["warning"], "nessun avviso", "un avviso", "%s avvisi"), numberOr(l, severity["note"], "nessuna nota", "una nota", "%s note"))
		}
		return fmt.Sprintf("The quality rules reported %s, %s and %s; “fabbisogno status” lists them.",
			numberOr(l, severity["error"], "no error", "one error", "%s errors"), numberOr(l, severity["warning"], "no warning", "one warning", "%s warnings"), numberOr(l, severity["note"], "no note", "one note", "%s notes"))
	})}, {Title: Text{IT: "Celle soppresse", EN: "Suppressed cells"}, Body: Text{
		IT: "Ciò che la fonte non diffonde resta non diffuso: (c) in figura, tabella e file. Nessun valore è ricostruito per differenza da un totale.",
		EN: "What the source does not release stays unreleased: (c) in figure, table and file. No value is rebuilt as a difference from a total."}}}
	return out, nil
}

// citation is how to cite an edition: the producers of the data first.
func citation(e Edition) Citation {
	var producers Text
	seen := map[string]bool{}
	for _, d := range e.Datasets {
		if d.Provider.IsComplete() && !seen[d.Provider.IT] {
			seen[d.Provider.IT] = true
			producers.IT = joined(producers.IT, d.Provider.IT)
			producers.EN = joined(producers.EN, d.Provider.EN)
		}
	}
	year := e.AsOf.Format("2006")
	mark := Text{}
	if e.IsSynthetic {
		mark = Text{IT: " Contiene dati dimostrativi (sintetici): da non citare come misure.", EN: " Contains demonstration data (synthetic): not to be quoted as measurements."}
	}
	return Citation{
		Text: Text{
			IT: locale.Elide(fmt.Sprintf("Dati: %s. Elaborazione: Fabbisogno %s, «%s», edizione %s, dati al %s.%s", producers.IT, e.Software, e.Title.IT, e.Label, locale.IT.Date(e.AsOf), mark.IT)),
			EN: fmt.Sprintf("Data: %s. Elaboration: Fabbisogno %s, “%s”, edition %s, data to %s.%s", producers.EN, e.Software, e.Title.EN, e.Label, locale.EN.Date(e.AsOf), mark.EN)},
		BibTeX: fmt.Sprintf("@techreport{fabbisogno-%s-%s,\n  title   = {%s},\n  author  = {{Fabbisogno}},\n  year    = {%s},\n  type    = {Edition %s},\n  note    = {Data: %s. Software version %s, seed %d}\n}",
			e.ID, e.Label, bibText(e.Title.EN), year, e.Label, bibText(producers.EN), bibText(e.Software), e.Seed),
		Licence: Text{IT: "Testi e dati di questo rapporto: CC BY 4.0, fatte salve le licenze delle fonti indicate sotto ogni figura. Programma: Apache 2.0.",
			EN: "Text and data of this report: CC BY 4.0, subject to the licences of the sources named under each figure. Software: Apache 2.0."}}
}

// bibText is a text as BibTeX reads it: what would end a field or start a command is escaped.
func bibText(text string) string {
	return strings.NewReplacer(`\`, `\textbackslash{}`, "{", `\{`, "}", `\}`, "%", `\%`, "&", `\&`, "$", `\$`, "#", `\#`, "_", `\_`,
		"~", `\textasciitilde{}`, "^", `\textasciicircum{}`).Replace(text)
}

// joined is a list with one more item.
func joined(list, item string) string {
	if list == "" {
		return item
	}
	return list + "; " + item
}

// numberOr counts in words for none and one, in digits for more.
func numberOr(l locale.Lang, n int, none, one, many string) string {
	switch n {
	case 0:
		return none
	case 1:
		return one
	}
	return fmt.Sprintf(many, l.Integer(n))
}
