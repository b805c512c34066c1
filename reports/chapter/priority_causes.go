package chapter

import (
	"context"
	"math"
	"slices"
	"strings"

	"fabbisogno/analysis/cause"
	"fabbisogno/datasets/warehouse"
	"fabbisogno/reports/chart"
	"fabbisogno/reports/figure"
	"fabbisogno/reports/locale"
)

// gradeWords are the grades of a cause.
var gradeWords = map[string]Text{
	cause.GradeMain:           text("principale", "main"),
	cause.GradeContributing:   text("concorre", "contributing"),
	cause.GradeNotEstablished: text("non stabilita", "not established"),
	cause.GradeNoData:         text("nessun dato", "no data"),
}

var fitWords = map[string]Text{
	cause.FitDirect:  text("agisce sulla causa", "acts on the cause"),
	cause.FitPartial: text("aiuta a una condizione", "helps under a condition"),
	cause.FitNone:    text("non agisce", "does not act"),
}

var evidenceWords = map[string]Text{
	cause.EvidenceMeasured: text("effetto misurato", "measured effect"),
	cause.EvidenceNamed:    text("indicato da uno schema pubblicato", "named by a published scheme"),
	cause.EvidenceAssumed:  text("assunto", "assumed"),
}

// causeFigures are the graded causes of the units in shortage, and what could be done
// about each cause, for the kind of units the diagnosis graded most causes of.
func (s *Source) causeFigures(ctx context.Context) ([]figure.Figure, error) {
	var all []warehouse.Cause
	kind, most := "", -1
	for _, k := range []string{warehouse.KindOccupation, warehouse.KindSector} {
		rows, err := s.causes(ctx, warehouse.DiagnosisFilter{Kind: k, Territory: s.Territory.Value, Latest: true})
		if err != nil {
			return nil, err
		}
		if n := withData(rows); len(rows) > 0 && n > most {
			all, kind, most = rows, k, n
		}
	}
	if len(all) == 0 {
		return nil, nil
	}
	g, err := s.diagnosis(ctx, kind, s.Territory)
	if err != nil || g == nil {
		return nil, err
	}
	grades := map[[2]string]warehouse.Cause{}
	for _, r := range all {
		if r.Unit.List == g.list {
			grades[[2]string{r.Unit.Value, r.Cause}] = r
		}
	}
	var units []warehouse.Composite
	for _, c := range g.cells {
		if _, ok := grades[[2]string{c.Unit.Value, cause.Declared().Causes[0].ID}]; ok {
			units = append(units, c)
		}
	}
	if len(units) == 0 {
		return nil, nil
	}
	var out []figure.Figure
	if most > 0 { // a table without a single grade says nothing
		byUnit, err := s.causesByUnit(ctx, g, units, grades)
		if err != nil {
			return nil, err
		}
		out = append(out, byUnit)
	}
	remedies, err := s.causeRemedies(ctx, g, units, grades)
	if err != nil {
		return nil, err
	}
	if most == 0 {
		remedies.Notes = append(remedies.Notes, text("Qui non si conoscono le ragioni della difficoltà: nessuna causa è esaminata, e nessuna è esclusa.",
			"The reasons for the difficulty are not known here: no cause is examined, and none is ruled out."))
	}
	return append(out, remedies), nil
}

// withData is how many grades rest on data.
func withData(rows []warehouse.Cause) int {
	n := 0
	for _, r := range rows {
		if r.Grade != cause.GradeNoData {
			n++
		}
	}
	return n
}

// shownCauses is how many units are drawn; the table has all.
const shownCauses = 12

// gradeSign is a grade as drawn, the same in both languages.
func gradeSign(grade string) (float64, string) {
	switch grade {
	case cause.GradeMain:
		return 3, "++"
	case cause.GradeContributing:
		return 1, "+"
	case cause.GradeNotEstablished:
		return 0, "–"
	}
	return math.NaN(), locale.Missing
}

// causesByUnit is the grade of every cause of every unit in shortage.
func (s *Source) causesByUnit(ctx context.Context, g *diagnosed, units []warehouse.Composite, grades map[[2]string]warehouse.Cause) (figure.Figure, error) {
	f := figure.Figure{ID: g.figureID("causes"), Question: text("Perché mancano: quali cause sono accertate?", "Why is labour short: which causes are established?")}
	causes, unknown := examined(units, grades)
	heat := chart.Heat{Value: chart.Axis{Label: text("grado di ogni causa", "grade of each cause"), Unit: locale.Count}, LowHigh: [2]float64{0, 4}, Signs: true}
	f.Table.Columns = []figure.Column{g.unitColumn()}
	for _, c := range causes {
		heat.Cols = append(heat.Cols, Text(c.Title))
		f.Table.Columns = append(f.Table.Columns, figure.Column{Name: c.ID + "_grade", Head: Text(c.Title), Kind: figure.Status},
			figure.Column{Name: c.ID + "_settings_pct", Head: both(func(l locale.Lang) string {
				return pick(l, "%s: combinazioni di soglie con questo grado, %%", "%s: combinations of floors with this grade, %%", l.Of(Text(c.Title)))
			}), Kind: figure.Value, Unit: locale.Pct})
	}
	none, isMain := 0, 0
	for k, u := range units {
		var cells []float64
		var marks []string
		line := []figure.Cell{{Text: s.label(u.Unit), Code: u.Unit.Value}}
		has := false
		for _, c := range causes {
			r := grades[[2]string{u.Unit.Value, c.ID}]
			cell, mark := gradeSign(r.Grade)
			cells, marks = append(cells, cell), append(marks, mark)
			line = append(line, figure.Cell{Text: gradeWords[r.Grade], Code: r.Grade}, number(100*r.GradeShare))
			has = has || r.Grade == cause.GradeMain || r.Grade == cause.GradeContributing
			if r.Grade == cause.GradeMain {
				isMain++
			}
		}
		if !has {
			none++
		}
		f.Table.Rows = append(f.Table.Rows, line)
		if k < shownCauses {
			heat.Rows, heat.Cells, heat.Marks = append(heat.Rows, s.label(u.Unit)), append(heat.Cells, cells), append(heat.Marks, marks)
		}
	}
	f.Chart = heat
	f.Told = []figure.Told{toldCount("drawn_count", "Righe nel disegno", "Rows in the drawing", len(heat.Rows)), toldCount("examined_count", "Carenze esaminate", "Shortages examined", len(units)),
		toldCount("without_cause_count", "Carenze senza una causa accertata", "Shortages without an established cause", none),
		toldCount("main_causes_count", "Cause principali, su tutte le carenze", "Main causes, over all shortages", isMain),
		toldCount("causes_count", "Cause esaminate", "Causes examined", len(causes))}
	f.Subtitle = both(func(l locale.Lang) string {
		return pick(l, "Grado di ogni causa, %s %s in carenza, %s, %s", "Grade of each cause, %s %s in shortage, %s, %s", l.Integer(len(heat.Rows)), g.unitsWord(l), l.Of(s.place(s.Territory)), g.when(l))
	})
	f.Finding = both(func(l locale.Lang) string {
		if none == 0 {
			return pick(l, "Almeno una causa è accertata per tutte le %s carenze esaminate", "At least one cause is established for all %s shortages examined", l.Integer(len(units)))
		}
		return pick(l, howMany(len(units)-none, "Per nessuna delle %[2]s carenze esaminate i dati accertano una causa", "Per %[1]s carenze su %[2]s i dati non accertano alcuna causa", counted(none, "Per %[1]s carenza su %[2]s i dati non accertano alcuna causa", "Per %[1]s carenze su %[2]s i dati non accertano alcuna causa")),
			howMany(len(units)-none, "For none of the %[2]s shortages examined do the figures establish a cause", "For %[1]s of %[2]s shortages the figures establish no cause", "For %[1]s of %[2]s shortages the figures establish no cause"), l.Integer(none), l.Integer(len(units)))
	})
	f.Desc = both(func(l locale.Lang) string {
		return pick(l, "Tabella di %s %s per %s cause; le cause principali sono %s in tutto.", "Table of %s %s by %s causes; main causes are %s in all.", l.Integer(len(heat.Rows)), g.unitsWord(l), l.Integer(len(causes)), l.Integer(isMain))
	})
	f.HowToRead = text("++ principale: nessun'altra causa accertata è con certezza più forte; + concorre; – non stabilita; .. nessun dato. Nella tabella la quota delle combinazioni di soglie che danno lo stesso grado, tutte contate.",
		"++ main: no other established cause is surely stronger; + contributing; – not established; .. no data. The table has the share of the combinations of floors that give the same grade, all counted.")
	f.Notes = []Text{text("Un indicatore è un segno, non una prova: le ragioni sono quelle date dalle imprese. «Nessun dato» non vuol dire che la causa non ci sia.",
		"An indicator is a sign, not proof: the reasons are those given by employers. “No data” does not mean that the cause is not there."),
		text("Si esaminano anche i casi su cui i metodi si dividono, non quelli in cui quasi tutti negano la carenza.",
			"Cases on which the methods are split are examined too; those in which most deny the shortage are not.")}
	if len(unknown) > 0 {
		first := f.Notes[0] // a figure has two notes at most
		f.Notes[0] = both(func(l locale.Lang) string {
			return l.Of(first) + " " + pick(l, "Qui mancano del tutto i dati su: %s.", "There are no data here at all on: %s.", strings.Join(titlesOf(unknown, l), "; "))
		})
	}
	p, err := s.diagnosisTrail(ctx, g, g.query("cause", "unit_code, cause, grade, grade_share, evidence, value, value_lower, value_upper", "unit_code, cause"))
	if err != nil {
		return f, err
	}
	return s.finish(f, p.by(cause.ID, cause.Version, p.method()), true), nil
}

// examined are the causes that any unit has data on, and the others.
func examined(units []warehouse.Composite, grades map[[2]string]warehouse.Cause) (causes, unknown []cause.Cause) {
	for _, c := range cause.Declared().Causes {
		if slices.ContainsFunc(units, func(u warehouse.Composite) bool {
			return grades[[2]string{u.Unit.Value, c.ID}].Grade != cause.GradeNoData
		}) {
			causes = append(causes, c)
		} else {
			unknown = append(unknown, c)
		}
	}
	return causes, unknown
}

func titlesOf(causes []cause.Cause, l locale.Lang) []string {
	var out []string
	for _, c := range causes {
		out = append(out, l.Of(Text(c.Title)))
	}
	return out
}

// fitSign is a fit as drawn; a star stands for a published scheme.
func fitSign(l cause.Link) (float64, string) {
	star := ""
	if l.Grade != cause.EvidenceAssumed {
		star = " *"
	}
	switch l.Fit {
	case cause.FitDirect:
		return 3, "++" + star
	case cause.FitPartial:
		return 1, "+" + star
	}
	return 0, "–" + star
}

// fitPoints are the fits as numbers for the table.
var fitPoints = map[string]float64{cause.FitDirect: 2, cause.FitPartial: 1, cause.FitNone: 0}

// causeRemedies is the matrix of causes and remedies, led by how many units have
// each cause. All remedies stand in it, the alternatives before migration.
func (s *Source) causeRemedies(ctx context.Context, g *diagnosed, units []warehouse.Composite, grades map[[2]string]warehouse.Cause) (figure.Figure, error) {
	f := figure.Figure{ID: g.figureID("remedies"), Question: text("Che cosa agisce su ogni causa, oltre alla migrazione?", "What acts on each cause, beside migration?")}
	scheme := cause.Declared()
	heat := chart.Heat{Value: chart.Axis{Label: text("che cosa agisce su ogni causa", "what acts on each cause"), Unit: locale.Count}, Lead: 1, LowHigh: [2]float64{0, 4}, Signs: true,
		Cols: []Text{text("carenze con la causa", "shortages with the cause")}}
	f.Table.Columns = []figure.Column{{Name: "cause", Head: text("Causa", "Cause"), Kind: figure.Label}, {Name: "remedy", Head: text("Rimedio", "Remedy"), Kind: figure.Label},
		{Name: "units_with_cause_count", Head: text("Carenze con la causa", "Shortages with the cause"), Kind: figure.Value, Unit: locale.Count},
		{Name: "fit_points", Head: text("Azione (2 diretta, 1 a condizione, 0 nessuna)", "Action (2 direct, 1 under a condition, 0 none)"), Kind: figure.Value, Unit: locale.Count},
		{Name: "fit", Head: text("Come", "How"), Kind: figure.Status}, {Name: "evidence_grade", Head: text("Su che cosa poggia", "What it rests on"), Kind: figure.Status},
		{Name: "reason", Head: text("Perché", "Why"), Kind: figure.Label}}
	for _, r := range scheme.Remedies {
		heat.Cols = append(heat.Cols, Text(r.Title))
	}
	named := 0
	for _, c := range scheme.Causes {
		n := math.NaN() // no data on the cause: not zero
		for _, u := range units {
			grade := grades[[2]string{u.Unit.Value, c.ID}].Grade
			if grade != cause.GradeNoData && math.IsNaN(n) {
				n = 0
			}
			if grade == cause.GradeMain || grade == cause.GradeContributing {
				n++
			}
		}
		cells, marks := []float64{n}, []string{""}
		if math.IsNaN(n) {
			marks[0] = locale.Missing
		}
		for _, r := range scheme.Remedies {
			i := slices.IndexFunc(scheme.Links, func(l cause.Link) bool { return l.Cause == c.ID && l.Remedy == r.ID })
			l := scheme.Links[i] // the scheme has every pair
			if l.Grade == cause.EvidenceNamed {
				named++
			}
			cell, mark := fitSign(l)
			cells, marks = append(cells, cell), append(marks, mark)
			why := Text(l.Why)
			if l.Source != "" {
				why = both(func(lang locale.Lang) string { return lang.Of(Text(l.Why)) + " [" + l.Source + "]" })
			}
			f.Table.Rows = append(f.Table.Rows, []figure.Cell{{Text: Text(c.Title), Code: c.ID}, {Text: Text(r.Title), Code: r.ID}, number(n), number(fitPoints[l.Fit]),
				{Text: fitWords[l.Fit], Code: l.Fit}, {Text: evidenceWords[l.Grade], Code: l.Grade}, {Text: why, Code: ""}})
		}
		heat.Rows, heat.Cells, heat.Marks = append(heat.Rows, Text(c.Title)), append(heat.Cells, cells), append(heat.Marks, marks)
	}
	f.Chart = heat
	f.Subtitle = both(func(l locale.Lang) string {
		return pick(l, "Cause per rimedi, e quante delle %s carenze esaminate hanno la causa, %s, %s", "Causes by remedies, and how many of the %s shortages examined have the cause, %s, %s", l.Integer(len(units)), l.Of(s.place(s.Territory)), g.when(l))
	})
	f.Told = []figure.Told{toldCount("examined_count", "Carenze esaminate", "Shortages examined", len(units)),
		toldCount("links_count", "Legami fra causa e rimedio", "Links of cause and remedy", len(scheme.Links)),
		toldCount("published_links_count", "Legami indicati da uno schema pubblicato", "Links named by a published scheme", named)}
	f.Finding = both(func(l locale.Lang) string {
		return pick(l, "Nessun rimedio poggia su effetti misurati; %s legami su %s poggiano su schemi pubblicati", "No remedy rests on a measured effect; %s of %s links rest on published schemes", l.Integer(named), l.Integer(len(scheme.Links)))
	})
	f.Desc = both(func(l locale.Lang) string {
		return pick(l, "Tabella di %s cause per %s rimedi: formazione, condizioni, mobilità, attivazione, migrazione.", "Table of %s causes by %s remedies: training, conditions, mobility, activation, migration.", l.Integer(len(scheme.Causes)), l.Integer(len(scheme.Remedies)))
	})
	f.HowToRead = text("La prima colonna conta le carenze in cui la causa è accertata (.. nessun dato). ++ agisce sulla causa, + aiuta a una condizione, – non agisce; * indicato da uno schema pubblicato, gli altri sono assunti. La migrazione si legge sempre accanto alle alternative.",
		"The first column counts the shortages in which the cause is established (.. no data). ++ acts on the cause, + helps under a condition, – does not act; * named by a published scheme, the others are assumed. Migration is always read beside its alternatives.")
	f.Notes = []Text{text("Gli schemi sono quello australiano, quello britannico e quello europeo (EURES): legano la causa al rimedio, senza misurarne l'effetto.",
		"The schemes are those of Australia, the United Kingdom and Europe (EURES): they tie the cause to the remedy without measuring the effect.")}
	p, err := s.diagnosisTrail(ctx, g, g.query("cause", "unit_code, cause, grade, grade_share", "unit_code, cause"), g.query("remedy", "unit_code, remedy, fit, cause, evidence_grade", "unit_code, remedy"))
	if err != nil {
		return f, err
	}
	return s.finish(f, p.by(cause.ID, cause.Version, p.method()), true), nil
}

// method is the run behind the results.
func (p *pulled) method() string {
	if len(p.lineage) == 0 {
		return ""
	}
	return p.lineage[0].MethodRunID
}
