package chapter

import (
	"context"
	"math"
	"slices"
	"strings"

	"fabbisogno/datasets/warehouse"
	"fabbisogno/reports/chart"
	"fabbisogno/reports/figure"
	"fabbisogno/reports/locale"
)

// shortageAgreement is the panel of methods: what each says of each unit, how many
// say shortage, and why those that differ do.
func (s *Source) shortageAgreement(ctx context.Context, g *diagnosed) (figure.Figure, error) {
	f := figure.Figure{ID: g.figureID("agreement"), Question: text("I metodi degli altri Paesi sono d'accordo?", "Do the methods of other countries agree?")}
	methods := g.methods()
	if len(methods) < 2 {
		return f, nil
	}
	panel := chart.Agreement{Label: text("che cosa dice ogni metodo pubblicato", "what each published method says")}
	f.Table.Columns = []figure.Column{g.unitColumn(),
		{Name: "methods_saying_shortage_count", Head: text("Indicano carenza", "Say shortage"), Kind: figure.Value, Unit: locale.Count},
		{Name: "methods_lower", Head: g.bound("inferiore", "lower"), Kind: figure.Lower, Unit: locale.Count, Level: g.level},
		{Name: "methods_upper", Head: g.bound("superiore", "upper"), Kind: figure.Upper, Unit: locale.Count, Level: g.level},
		{Name: "methods_count", Head: text("Metodi applicabili", "Methods that apply"), Kind: figure.Value, Unit: locale.Count},
		{Name: "dissent", Head: text("Chi dissente, e perché", "Who dissents, and why"), Kind: figure.Label}}
	for _, m := range methods {
		panel.Cols = append(panel.Cols, shortMethod(m))
		f.Table.Columns = append(f.Table.Columns,
			figure.Column{Name: m + "_shortage_share_pct", Head: both(func(l locale.Lang) string {
				return pick(l, "%s: probabilità di carenza, %%", "%s: probability of shortage, %%", l.Of(shortMethod(m)))
			}), Kind: figure.Value, Unit: locale.Pct},
			figure.Column{Name: m + "_verdict", Head: both(func(l locale.Lang) string { return pick(l, "%s: esito", "%s: verdict", l.Of(shortMethod(m))) }), Kind: figure.Status})
	}
	for k, c := range g.cells {
		a := g.agreements[c.Unit.Value]
		line := []figure.Cell{{Text: s.label(c.Unit), Code: c.Unit.Value}, countOf(float64(a.Shortage), a), countOf(a.Lower, a), countOf(a.Upper, a), countOf(float64(a.Methods), a),
			s.dissentOf(g, c)}
		var row []chart.Verdict
		for _, m := range methods {
			r, ok := g.ratings[[2]string{c.Unit.Value, m}]
			if !ok {
				r = warehouse.Rating{Status: warehouse.StatusNotRated, ShortageShare: math.NaN()}
			}
			v := verdictOf(r)
			row = append(row, v)
			line = append(line, valueOf(100*r.ShortageShare, r.Status), verdictCell(v))
		}
		f.Table.Rows = append(f.Table.Rows, line)
		if k < min(g.ranked, mostBars) {
			panel.Rows, panel.Verdicts, panel.Counts = append(panel.Rows, s.label(c.Unit)), append(panel.Verdicts, row), append(panel.Counts, [2]int{int(a.Shortage), int(a.Methods)})
		}
	}
	f.Chart = panel
	f.Subtitle = both(func(l locale.Lang) string {
		return pick(l, "Esito di %s metodi pubblicati, primi %s %s per punteggio, %s, %s", "Verdict of %s published methods, first %s %s by score, %s, %s",
			l.Integer(len(methods)), l.Integer(len(panel.Rows)), g.unitsWord(l), l.Of(s.place(s.Territory)), g.when(l))
	})
	f.Finding, f.Told = g.agreementFinding(), append(g.toldAgreement(), toldCount("drawn_count", "Righe nel disegno", "Rows in the drawing", len(panel.Rows)),
		toldCount("methods_count", "Metodi che si applicano", "Methods that apply", len(methods)))
	f.Desc = both(func(l locale.Lang) string {
		return pick(l, "Tabella di %s %s per %s metodi: carenza, da osservare, nessuna carenza o non valutabile. Le probabilità sono nella tabella.",
			"Table of %s %s by %s methods: shortage, to watch, no shortage or not rated. The probabilities are in the table.",
			l.Integer(len(panel.Rows)), g.unitsWord(l), l.Integer(len(methods)))
	})
	f.HowToRead = text("La prima colonna dice quanti metodi, fra quelli applicabili, indicano carenza. Nella tabella: la probabilità di ogni esito e, per i metodi che dissentono, l'indicatore che ne è la causa.",
		"The first column says how many of the methods that apply say shortage. In the table: the probability of each verdict and, for methods that dissent, the indicator behind it.")
	f.Notes = []Text{text("I metodi misurano cose diverse con soglie nazionali, alcune assunte da noi: il loro accordo vale più di ciascuno di essi, ma non è una prova.",
		"The methods measure different things with national thresholds, some assumed by us: agreement is worth more than each of them, and is not proof.")}
	if tau := g.tauNote(); tau.IsComplete() {
		f.Notes = append(f.Notes, tau)
	}
	p, err := s.diagnosisTrail(ctx, g, g.query("rating", "unit_code, method, status, class, says, class_share, shortage_share, measure, value, value_lower, value_upper, rank, rank_lower, rank_upper", "unit_code, method"),
		g.query("agreement", "unit_code, status, shortage, methods, lower, upper, verdict, verdict_share", "unit_code"),
		g.query("dissent", "unit_code, method, says, indicator, value, needed", "unit_code, method"))
	if err != nil {
		return f, err
	}
	f.Methods = g.ratedBy(methods)
	return s.finish(f, p, true), nil
}

// methods that give a verdict on any unit, in their order of name.
func (g *diagnosed) methods() []string {
	var out []string
	for k, r := range g.ratings {
		if r.Says != "" && !slices.Contains(out, k[1]) {
			out = append(out, k[1])
		}
	}
	slices.Sort(out)
	return out
}

// ratedBy are methods with the version that rated.
func (g *diagnosed) ratedBy(methods []string) []figure.Method {
	version := map[string]int{}
	for _, r := range g.ratings { // order does not reach the result: a run has one version
		version[r.Method] = max(version[r.Method], r.MethodVersion)
	}
	var out []figure.Method
	for _, m := range methods {
		out = append(out, figure.Method{ID: m, Version: version[m]})
	}
	return out
}

// verdictCell is a verdict in the table.
func verdictCell(v chart.Verdict) figure.Cell {
	code := string(v)
	if v == chart.Unrated {
		code = warehouse.StatusNotRated
	}
	return figure.Cell{Text: verdictWords[v], Code: code}
}

// countOf is a number of methods; of a suppressed cell none is shown.
func countOf(v float64, a warehouse.Agreement) figure.Cell {
	if a.Status != warehouse.StatusRated {
		v = math.NaN()
	}
	return valueOf(v, a.Status)
}

// dissentOf says which methods stand against the majority and on which indicator.
func (s *Source) dissentOf(g *diagnosed, c warehouse.Composite) figure.Cell {
	all := g.dissents[c.Unit.Value]
	if len(all) == 0 {
		return figure.Cell{Text: text("-", "-"), Code: "none"}
	}
	var codes []string
	for _, d := range all {
		codes = append(codes, d.Method+":"+d.Indicator)
	}
	return figure.Cell{Code: strings.Join(codes, " "), Text: both(func(l locale.Lang) string {
		var words []string
		for _, d := range all {
			name := l.Of(shortMethod(d.Method)) + ": " + l.Of(s.indicatorName(d.Indicator))
			decimals := 1
			if i, ok := s.Catalog.Indicator(d.Indicator); ok {
				decimals = i.Decimals
			}
			if finite(d.Value) {
				name += " " + l.Number(d.Value, decimals)
			}
			if finite(d.Needed) {
				name += pick(l, ", cambierebbe a %s", ", would change at %s", l.Number(d.Needed, decimals))
			}
			words = append(words, name)
		}
		return strings.Join(words, "; ")
	})}
}

// agreementFinding counts the units of which a majority speaks whatever the draws:
// the lower end of the number of methods is more than half of them.
func (g *diagnosed) agreementFinding() Text {
	sure, split, rated := g.majorities()
	return both(func(l locale.Lang) string {
		if sure == 0 {
			return pick(l, "Per %s la maggioranza dei metodi indica carenza con certezza", "For %s does a sure majority of methods say shortage", g.noneOf(l, rated))
		}
		return pick(l, "La maggioranza dei metodi indica carenza per %s su %s; per %s è incerta", "A majority of methods says shortage for %s of %s; for %s it is unsure",
			g.counted(l, sure), l.Integer(rated), l.Integer(split))
	})
}

// toldAgreement are the numbers of the words on agreement.
func (g *diagnosed) toldAgreement() []figure.Told {
	sure, split, rated := g.majorities()
	out := []figure.Told{toldCount("majority_count", "Casi in cui la maggioranza dei metodi dice carenza, con l'intervallo", "Cases in which a majority of methods says shortage, with its interval", sure),
		toldCount("majority_unsure_count", "Casi in cui la maggioranza è incerta", "Cases in which the majority is unsure", split),
		toldCount("rated_count", "Casi valutati da almeno un metodo", "Cases rated by at least one method", rated)}
	for i, t := range g.extremeTaus() {
		name := []string{"least", "most"}[i]
		out = append(out, figure.Told{ID: name + "_tau_ratio", Unit: locale.Ratio, Value: t.Tau, Lower: t.TauLower, Upper: t.TauUpper, Level: t.Level,
			Meaning: both(func(l locale.Lang) string {
				return pick(l, "Tau di Kendall fra %s e %s", "Kendall's tau of %s and %s", l.Of(shortMethod(t.A)), l.Of(shortMethod(t.B)))
			})})
	}
	return out
}

// majorities counts the units of which a majority says shortage for sure or perhaps,
// and those that any method rates.
func (g *diagnosed) majorities() (sure, split, rated int) {
	for _, a := range g.agreements {
		if a.Status != warehouse.StatusRated || a.Methods == 0 {
			continue
		}
		rated++
		half := float64(a.Methods) / 2
		switch {
		case a.Lower > half:
			sure++
		case a.Upper >= half:
			split++
		}
	}
	return sure, split, rated
}

// tauNote says how alike the rankings of the methods are: the least and the greatest
// tau of a pair, each with its interval.
func (g *diagnosed) tauNote() Text {
	ends := g.extremeTaus()
	if len(ends) == 0 {
		return Text{}
	}
	pair := func(l locale.Lang, t warehouse.MethodTau) string {
		return pick(l, "%s e %s %s (%s)", "%s and %s %s (%s)", l.Of(shortMethod(t.A)), l.Of(shortMethod(t.B)), l.Number(t.Tau, 2), l.Interval(t.TauLower, t.TauUpper, 2))
	}
	return both(func(l locale.Lang) string {
		return pick(l, "Somiglianza fra le graduatorie di due metodi (tau di Kendall; 1: uguali, −1: opposte). La minore: %s; la maggiore: %s.", "Likeness of the rankings of two methods (Kendall's tau; 1: the same, −1: opposite). The least: %s; the greatest: %s.",
			pair(l, ends[0]), pair(l, ends[1]))
	})
}

// extremeTaus are the pairs of methods with the least and the greatest tau; none where
// there is one pair or none.
func (g *diagnosed) extremeTaus() []warehouse.MethodTau {
	var all []warehouse.MethodTau
	for _, t := range g.taus {
		if finite(t.Tau) && finite(t.TauLower) && finite(t.TauUpper) {
			all = append(all, t)
		}
	}
	if len(all) < 2 {
		return nil
	}
	slices.SortStableFunc(all, func(a, b warehouse.MethodTau) int { return ascending(a.Tau, b.Tau) })
	return []warehouse.MethodTau{all[0], all[len(all)-1]}
}
