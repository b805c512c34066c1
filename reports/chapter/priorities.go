package chapter

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"fabbisogno/analysis/shortage"
	"fabbisogno/datasets/series"
	"fabbisogno/datasets/warehouse"
	"fabbisogno/reports/chart"
	"fabbisogno/reports/figure"
	"fabbisogno/reports/locale"
)

// Priorities says which sectors are priorities for foreign workers: a strong
// recruitment need and a high incidence of regular foreign employment.
func Priorities(ctx context.Context, s *Source) (Chapter, error) {
	c := Chapter{ID: "priorities", Title: text("Settori prioritari per i lavoratori stranieri", "Priority sectors for foreign workers"),
		Question: text("Dove si incontrano un forte bisogno di personale e un'alta presenza di stranieri?", "Where do a strong need for staff and a high presence of foreign workers meet?"),
		Intro: []Text{text(
			"La regola è dichiarata: un settore è prioritario quando il suo bisogno di personale e la sua incidenza di occupazione straniera regolare stanno entrambi sopra soglie fissate. Il bisogno si misura con tassi, mai con la grandezza. Ciò che è ignoto o pubblicato solo come limite resta ignoto.",
			"The rule is declared: a sector is a priority when its need for staff and its incidence of regular foreign employment both stand above stated floors. Need is measured by rates, never by size. What is unknown, or published only as a bound, stays unknown."),
			text("Il criterio è quello dichiarato dallo studio SkillNet; le soglie sono nostre e sono indicate come «assunte». La scelta dipende da esse. Quanto, lo dicono le estrazioni: ricalcoli con i dati variati entro il loro errore e le soglie entro i loro limiti.",
				"The criterion is the one stated by the SkillNet study; the floors are ours and are marked “assumed”. The choice depends on them. How much is told by the draws: the rule applied again with the data varied within their error and the floors within their limits."),
			text("La migrazione è una delle risposte possibili: formazione, condizioni di lavoro, mobilità tra regioni e attivazione di chi non lavora vanno considerate insieme a essa.",
				"Migration is one possible answer: training, working conditions, mobility between regions and activation of those out of work belong beside it.")}}
	all, err := s.allShortages(ctx)
	if err != nil {
		return c, err
	}
	if slices.ContainsFunc(all, func(r warehouse.Shortage) bool { return r.Unit == careProxy }) {
		c.Intro = append(c.Intro, both(func(l locale.Lang) string {
			return pick(l, "«%s» sta per cura e assistenza: le statistiche pubblicate per settore non le separano dagli altri servizi collettivi e personali.",
				"“%s” stands for care and assistance: the statistics published by sector do not separate them from other collective and personal services.", l.Of(s.label(careProxy)))
		}))
	}
	mine := slices.DeleteFunc(slices.Clone(all), func(r warehouse.Shortage) bool { return r.Method != shortage.PriorityID || r.Territory != s.Territory })
	panels := panelsOf(mine)
	main := "workspace"
	if s.IsNational() {
		main = latestPublished(panels)
	}
	builders := []func(context.Context, []warehouse.Shortage, string) (figure.Figure, error){s.needAndIncidence, s.priorityRanks, s.priorityTerms}
	for _, build := range builders {
		f, err := build(ctx, mine, main)
		if err != nil {
			return c, err
		}
		c.add(f, s.missing(f.Question))
	}
	f, err := s.membership(ctx, mine, all)
	if err != nil {
		return c, err
	}
	if f.Chart != nil {
		c.Figures = append(c.Figures, f)
	}
	regional, err := s.originFigures(ctx, all)
	if err != nil {
		return c, err
	}
	c.Figures = append(c.Figures, regional...)
	causes, err := s.causeFigures(ctx)
	if err != nil {
		return c, err
	}
	c.Figures = append(c.Figures, causes...)
	return c, nil
}

// careProxy is the group that holds care and assistance in published figures.
var careProxy = series.Code{List: shortage.GroupList, Value: "R-T"}

// panelsOf are the panels of results, in order of name.
func panelsOf(all []warehouse.Shortage) []string {
	var out []string
	for _, r := range all {
		if !slices.Contains(out, r.Panel) {
			out = append(out, r.Panel)
		}
	}
	slices.Sort(out)
	return out
}

// latestPublished is the newest panel of published figures in which every sector has an incidence;
// the others have bounds only and are shown beside it.
func latestPublished(panels []string) string {
	first := ""
	for _, p := range panels {
		if strings.HasPrefix(p, "published_") && first == "" {
			first = p
		}
	}
	return first
}

func ofPanel(all []warehouse.Shortage, panel string) []warehouse.Shortage {
	return slices.DeleteFunc(slices.Clone(all), func(r warehouse.Shortage) bool { return r.Panel != panel })
}

// panelName says in words which figures a panel rests on.
func panelName(l locale.Lang, panel string) string {
	if year, ok := strings.CutPrefix(panel, "published_"); ok {
		return pick(l, "dati pubblicati %s", "published figures of %s", year)
	}
	return pick(l, "dati dello spazio di lavoro", "figures of the workspace")
}

// explained reads the explanation that the method stored beside a result.
func explained(r warehouse.Shortage) (shortage.Explanation, error) {
	var e shortage.Explanation
	if err := json.Unmarshal([]byte(r.Explanation), &e); err != nil {
		return e, fmt.Errorf("read explanation of %s: %w", r.Unit, err)
	}
	return e, nil
}

// trail is what results of the rule rest on: the files their explanations name.
func (s *Source) trail(ctx context.Context, rows []warehouse.Shortage) (*pulled, error) {
	sources, err := termSources(rows)
	if err != nil {
		return nil, err
	}
	return s.trailOf(ctx, rows, sources, priorityQuery(rows), shortage.PriorityID, shortage.PriorityVersion)
}

// termSources are the sources of all terms of rows.
func termSources(rows []warehouse.Shortage) ([]shortage.Source, error) {
	var out []shortage.Source
	for _, r := range rows {
		e, err := explained(r)
		if err != nil {
			return nil, err
		}
		for _, t := range append(slices.Clone(e.Need.Terms), e.Incidence) {
			out = append(append(out, t.Sources...), t.Floor.ReferenceFrom...)
		}
	}
	return out, nil
}

// trailOf is what rows of a method rest on, given the sources of their terms.
func (s *Source) trailOf(ctx context.Context, rows []warehouse.Shortage, sources []shortage.Source, query, method string, version int) (*pulled, error) {
	run, err := s.run(ctx, "shortage")
	if err != nil {
		return nil, err
	}
	counts := map[[2]string]int64{}
	used := map[rowOf]bool{}
	p := &pulled{queries: []string{query}, released: map[string]time.Time{}}
	for _, src := range sources {
		counts[[2]string{src.Table, src.SHA256}]++
		used[rowOf{src.Table, src.SHA256, src.Row}] = true
	}
	for _, r := range rows {
		p.synthetic = p.synthetic || r.IsSynthetic
	}
	for k, n := range counts {
		p.lineage = append(p.lineage, warehouse.Lineage{Table: k[0], SHA256: k[1], Rows: n})
	}
	sortLineage(p.lineage)
	snapshots, err := s.snapshots(ctx)
	if err != nil {
		return nil, err
	}
	for _, l := range p.lineage {
		if released := snapshots[[2]string{l.Table, l.SHA256}].Released; released.After(p.released[l.Table]) {
			p.released[l.Table] = released
		}
	}
	if err := s.citeRows(ctx, p, used); err != nil {
		return nil, err
	}
	joined, err := s.joinedEntries(ctx, p)
	if err != nil {
		return nil, err
	}
	return p.by(method, version, run.ID).join(joined), nil
}

// rowOf is a row of a file.
type rowOf struct {
	table, sha256 string
	row           int64
}

// publishedPrefix begins the names of the tables of figures read from publications.
const publishedPrefix = "published_"

// citeRows cites the publications of rows of published tables.
func (s *Source) citeRows(ctx context.Context, p *pulled, rows map[rowOf]bool) error {
	var tables []string
	for _, l := range p.lineage {
		if strings.HasPrefix(l.Table, publishedPrefix) && !slices.Contains(tables, l.Table) {
			tables = append(tables, l.Table)
		}
	}
	if len(tables) == 0 {
		return nil
	}
	read, err := s.observations(ctx, warehouse.Selection{Tables: tables, AsOf: s.AsOf})
	if err != nil {
		return err
	}
	var from []warehouse.Origin
	for i := range read {
		if o := &read[i]; rows[rowOf{o.Table, o.SHA256, o.Row}] {
			from = append(from, warehouse.Origin{Table: o.Table, Note: o.Note})
		}
	}
	p.cite(from)
	return nil
}

func priorityQuery(rows []warehouse.Shortage) string {
	if len(rows) == 0 {
		return ""
	}
	return fmt.Sprintf("SELECT unit_code, need, incidence, class, class_share, need_value, need_lower, need_upper,\n       incidence_value, incidence_lower, incidence_upper, rank, rank_lower, rank_upper, explanation\nFROM out__shortage\nWHERE method = %s AND panel = %s AND territory = %s\nORDER BY rank, unit_code",
		quoteSQL(rows[0].Method), quoteSQL(rows[0].Panel), quoteSQL(rows[0].Territory.Value))
}

// chosen are the labels of the priority sectors in a language, in the order of their rank.
func (s *Source) chosen(l locale.Lang, rows []warehouse.Shortage) []string {
	var out []string
	for _, r := range rows {
		if r.Class == shortage.ClassPriority {
			out = append(out, l.Of(s.label(r.Unit)))
		}
	}
	return out
}

// chosenWithShare are the same with the share of draws in which each is a priority.
func (s *Source) chosenWithShare(l locale.Lang, rows []warehouse.Shortage) []string {
	var out []string
	for _, r := range rows {
		if r.Class == shortage.ClassPriority {
			out = append(out, l.Of(s.label(r.Unit))+" ("+l.Percent(100*r.ClassShare, 0)+")")
		}
	}
	return out
}

var classWords = map[string]Text{
	shortage.ClassPriority: text("prioritario", "priority"),
	shortage.ClassNot:      text("non prioritario", "not a priority"),
	shortage.ClassUnknown:  text("non stabilito", "not established"),
}

// join sets one text after another.
func join(a, b Text) Text { return Text{IT: a.IT + " " + b.IT, EN: a.EN + " " + b.EN} }

// unplaced says what is not drawn because a coordinate is not known.
func unplaced(names []Text) Text {
	return both(func(l locale.Lang) string {
		var words []string
		for _, n := range names {
			words = append(words, l.Of(n))
		}
		return pick(l, "Senza un valore su almeno un asse, quindi solo nella tabella: %s.", "Without a value on at least one axis, hence in the table only: %s.", l.Join(words))
	})
}

// needAndIncidence is the scatter of the rule, with its floors.
func (s *Source) needAndIncidence(ctx context.Context, all []warehouse.Shortage, panel string) (figure.Figure, error) {
	f := figure.Figure{ID: "fig-need-incidence", Question: text("Quali settori superano entrambe le soglie?", "Which sectors pass both floors?")}
	rows := ofPanel(all, panel)
	if len(rows) == 0 {
		return f, nil
	}
	sc := chart.Scatter{X: chart.Axis{Label: text("bisogno, volte la soglia", "need, times its floor"), Unit: locale.Ratio, Decimals: 1, Zero: true},
		Y: chart.Axis{Label: text("stranieri ogni 100 occupati", "foreign workers per 100 employed"), Unit: locale.Pct, Zero: true}, XFloor: 1,
		Quadrants: [4]Text{text("prioritari", "priorities"), text("bisogno, poca presenza", "need, low presence"), text("né l'uno né l'altra", "neither"), text("presenza, poco bisogno", "presence, low need")}}
	f.Table.Columns = priorityColumns(rows[0].RankLevel)
	var absent []Text
	borrowed := false // the incidence was measured elsewhere
	for _, r := range rows {
		e, err := explained(r)
		if err != nil {
			return f, err
		}
		borrowed = borrowed || !e.Incidence.Counted
		if e.Incidence.Floor.Lower != nil {
			sc.YFloor = *e.Incidence.Floor.Lower
		}
		f.Table.Rows = append(f.Table.Rows, s.priorityRow(r))
		if math.IsNaN(r.NeedValue) || math.IsNaN(r.IncidenceValue) {
			absent = append(absent, s.label(r.Unit))
			continue
		}
		sc.Points = append(sc.Points, chart.ScatterPoint{Label: s.label(r.Unit), X: r.NeedValue, Y: r.IncidenceValue, XLower: r.NeedLower, XUpper: r.NeedUpper,
			YLower: r.IncidenceLower, YUpper: r.IncidenceUpper, Emphasis: true, Open: r.Class != shortage.ClassPriority})
	}
	if len(sc.Points) == 0 {
		return f, nil
	}
	f.Chart = sc
	f.Subtitle = both(func(l locale.Lang) string {
		return pick(l, "Bisogno di personale (tassi rapportati alla soglia) e incidenza straniera (%%) per gruppo di settori, %s, %s", "Need for staff (rates over their floor) and foreign incidence (%%) by sector group, %s, %s", l.Of(s.place(s.Territory)), panelName(l, panel))
	})
	n := len(s.chosen(locale.IT, rows))
	tell(&f, toldCount("both_floors_count", "Settori sopra entrambe le soglie", "Sectors above both floors", n))
	if sc.YFloor > 0 {
		tell(&f, figure.Told{ID: "incidence_floor_pct", Meaning: text("Soglia dell'incidenza straniera", "Floor of foreign incidence"), Unit: locale.Pct, Value: sc.YFloor})
	}
	f.Finding = both(func(l locale.Lang) string {
		if borrowed {
			return pick(l, "Incidenza straniera nota solo per l'Italia: qui nessuna priorità è accertata", "Foreign incidence known for Italy only: no priority is established here")
		}
		if n == 0 {
			return pick(l, "Nessun settore supera entrambe le soglie dichiarate", "No sector passes both declared floors")
		}
		return pick(l, counted(n, "%s settore su %s supera entrambe le soglie dichiarate", "%s settori su %s superano entrambe le soglie dichiarate"), counted(n, "%s of %s sectors passes both declared floors", "%s of %s sectors pass both declared floors"), l.Integer(n), l.Integer(len(rows)))
	})
	f.Desc = both(func(l locale.Lang) string {
		names := s.chosen(l, rows)
		if len(names) == 0 {
			return pick(l, "Grafico a dispersione con due soglie. Nessun settore è accertato nel quadrante in alto a destra.", "Scatter with two floors. No sector is established in the upper right quadrant.")
		}
		return pick(l, "Grafico a dispersione con due soglie. Nel quadrante in alto a destra: %s.", "Scatter with two floors. In the upper right quadrant: %s.", l.Join(names))
	})
	if n > 0 {
		f.Key = both(func(l locale.Lang) string {
			return pick(l, counted(n, "Settore prioritario per i lavoratori stranieri (%s): %s. La percentuale dice quanto spesso lo resta variando dati e soglie.",
				"Settori prioritari per i lavoratori stranieri (%s): %s. La percentuale dice quanto spesso lo restano variando dati e soglie."),
				counted(n, "Priority sector for foreign workers (%s): %s. The percentage says how often it stays one when data and floors are varied.",
					"Priority sectors for foreign workers (%s): %s. The percentage says how often they stay so when data and floors are varied."), panelName(l, panel), strings.Join(s.chosenWithShare(l, rows), "; "))
		})
	}
	f.HowToRead = text("Più a destra: più bisogno rispetto alla soglia (1). Più in alto: più stranieri fra gli occupati. Punto pieno: prioritario alle soglie dichiarate; vuoto: non prioritario o non stabilito. I segmenti dicono quanto valori e soglie possono spostarsi (90% delle estrazioni).",
		"Further right: more need against the floor (1). Further up: more foreign workers among the employed. Filled dot: a priority at the declared floors; hollow: not a priority, or not established. The segments say how far values and floors may move (90% of the draws).")
	if borrowed {
		f.Notes = append(f.Notes, text("L'incidenza è quella italiana: nessuna fonte la dà per settore nella regione. In alto a destra sta ciò che sarebbe prioritario se valesse anche qui.",
			"The incidence is that of Italy: no source gives it by sector in the region. The upper right holds what would be a priority if it held here too."))
	}
	f.Notes = append(f.Notes, text("Bisogno e incidenza possono essere di anni diversi: la tabella dei termini dice quali.", "Need and incidence may be of different years: the table of terms says which."))
	if len(absent) > 0 {
		f.Desc = join(f.Desc, unplaced(absent))
		f.HowToRead = join(f.HowToRead, unplaced(absent))
	}
	p, err := s.trail(ctx, rows)
	if err != nil {
		return f, err
	}
	return s.finish(f, p, true), nil
}

func priorityColumns(level float64) []figure.Column {
	ratio := func(name string, head Text, k figure.Kind, level float64) figure.Column {
		return figure.Column{Name: name, Head: head, Kind: k, Unit: locale.Ratio, Decimals: 2, Level: level}
	}
	pct := func(name string, head Text, k figure.Kind, level float64) figure.Column {
		return figure.Column{Name: name, Head: head, Kind: k, Unit: locale.Pct, Decimals: 1, Level: level}
	}
	return []figure.Column{
		{Name: "unit_sector_group", Head: text("Gruppo di settori", "Sector group"), Kind: figure.Label},
		ratio("need_ratio", text("Bisogno / soglia", "Need / floor"), figure.Value, 0),
		ratio("need_lower", text("Bisogno, min", "Need, low"), figure.Lower, level), ratio("need_upper", text("Bisogno, max", "Need, high"), figure.Upper, level),
		pct("foreign_incidence_pct", text("Incidenza, %", "Incidence, %"), figure.Value, 0),
		pct("incidence_lower", text("Incidenza, min", "Incidence, low"), figure.Lower, level), pct("incidence_upper", text("Incidenza, max", "Incidence, high"), figure.Upper, level),
		{Name: "class_share_pct", Head: text("Prioritario nelle estrazioni, %", "Priority in draws, %"), Kind: figure.Value, Unit: locale.Pct},
		{Name: "class", Head: text("Esito", "Outcome"), Kind: figure.Status},
	}
}

func (s *Source) priorityRow(r warehouse.Shortage) []figure.Cell {
	return []figure.Cell{{Text: s.label(r.Unit), Code: r.Unit.Value}, number(r.NeedValue), number(r.NeedLower), number(r.NeedUpper),
		number(r.IncidenceValue), number(r.IncidenceLower), number(r.IncidenceUpper), number(100 * r.ClassShare), {Text: classWords[r.Class], Code: r.Class}}
}

// priorityRanks is the order of sectors with the uncertainty of every rank.
func (s *Source) priorityRanks(ctx context.Context, all []warehouse.Shortage, panel string) (figure.Figure, error) {
	f := figure.Figure{ID: "fig-priority-rank", Question: text("In che ordine, e quanto è sicuro l'ordine?", "In which order, and how sure is the order?")}
	rows := slices.DeleteFunc(ofPanel(all, panel), func(r warehouse.Shortage) bool {
		return math.IsNaN(r.RankLower) || math.IsNaN(r.RankUpper) || math.IsNaN(r.Rank)
	})
	if len(rows) == 0 {
		return f, nil
	}
	slices.SortStableFunc(rows, func(a, b warehouse.Shortage) int { return descending(-a.Rank, -b.Rank) })
	level := rows[0].RankLevel
	d := chart.Dots{X: chart.Axis{Label: text("posto in graduatoria", "place in the ranking"), Unit: locale.Count}, Threshold: math.NaN(), Reverse: true}
	f.Table.Columns = []figure.Column{{Name: "unit_sector_group", Head: text("Gruppo di settori", "Sector group"), Kind: figure.Label},
		{Name: "rank", Head: text("Posto", "Place"), Kind: figure.Value, Unit: locale.Count},
		{Name: "rank_lower", Head: text("Posto migliore", "Best place"), Kind: figure.Lower, Unit: locale.Count, Level: level},
		{Name: "rank_upper", Head: text("Posto peggiore", "Worst place"), Kind: figure.Upper, Unit: locale.Count, Level: level},
		{Name: "class_share_pct", Head: text("Prioritario nelle estrazioni, %", "Priority in draws, %"), Kind: figure.Value, Unit: locale.Pct},
		{Name: "class", Head: text("Esito", "Outcome"), Kind: figure.Status}}
	sure := 0
	for _, r := range rows {
		mark := classWords[r.Class]
		if !math.IsNaN(r.ClassShare) {
			mark = both(func(l locale.Lang) string {
				return l.Of(classWords[r.Class]) + " (" + l.Percent(100*r.ClassShare, 0) + ")"
			})
		}
		if r.RankUpper-r.RankLower < 1 {
			sure++
		}
		d.Items = append(d.Items, chart.Item{Label: s.label(r.Unit), Value: r.Rank, Lower: r.RankLower, Upper: r.RankUpper, Reference: math.NaN(), Emphasis: r.Class == shortage.ClassPriority, Mark: mark})
		f.Table.Rows = append(f.Table.Rows, []figure.Cell{{Text: s.label(r.Unit), Code: r.Unit.Value}, number(r.Rank), number(r.RankLower), number(r.RankUpper), number(100 * r.ClassShare), {Text: classWords[r.Class], Code: r.Class}})
	}
	f.Chart = d
	f.Subtitle = both(func(l locale.Lang) string {
		return pick(l, "Posto di ciascun gruppo di settori e intervallo al %s, %s, %s; fra parentesi: quota di estrazioni in cui è prioritario", "Place of each sector group with its %s interval, %s, %s; in brackets: share of draws in which it is a priority",
			l.Percent(100*level, 0), l.Of(s.place(s.Territory)), panelName(l, panel))
	})
	tell(&f, toldCount("certain_count", "Posti certi", "Places that are certain", sure))
	f.Finding = both(func(l locale.Lang) string {
		if sure == 0 {
			return pick(l, "Nessuno dei %s posti in graduatoria è certo: possono scambiarsi", "None of the %s places is certain: they may change", l.Integer(len(rows)))
		}
		if sure == len(rows) {
			return pick(l, "Tutti i %s posti in graduatoria sono certi", "All %s places are certain", l.Integer(sure))
		}
		return pick(l, counted(sure, "%s solo posto su %s è certo; gli altri possono scambiarsi", "%s posti su %s sono certi; gli altri possono scambiarsi"),
			counted(sure, "%s of %s places is certain; the others may change", "%s of %s places are certain; the others may change"), l.Integer(sure), l.Integer(len(rows)))
	})
	f.Desc = both(func(l locale.Lang) string {
		return pick(l, "Graduatoria con intervalli. Al primo posto %s, fra il %s e il %s.", "Ranking with intervals. First is %s, between places %s and %s.", l.Of(s.label(rows[0].Unit)), l.Number(rows[0].RankLower, 0), l.Number(rows[0].RankUpper, 0))
	})
	if weakest, ok := leastSure(rows); ok {
		f.Notes = append(f.Notes, both(func(l locale.Lang) string {
			return pick(l, "Il caso meno sicuro fra i prioritari è %s: lo è nel %s delle estrazioni.", "The least sure of the priorities is %s: it is one in %s of the draws.", l.Of(s.label(weakest.Unit)), l.Percent(100*weakest.ClassShare, 0))
		}))
	}
	f.HowToRead = both(func(l locale.Lang) string {
		return pick(l, "Il segmento copre i posti occupati nel %s delle estrazioni: variano i valori entro l'errore, le soglie entro i loro limiti e gli indicatori di bisogno considerati.",
			"The segment covers the places taken in %s of the draws: values vary within their error, floors within their limits, need indicators among those available.", l.Percent(100*level, 0))
	})
	p, err := s.trail(ctx, rows)
	if err != nil {
		return f, err
	}
	return s.finish(f, p, true), nil
}

// leastSure is the priority sector that is one in the fewest draws.
func leastSure(rows []warehouse.Shortage) (warehouse.Shortage, bool) {
	var weakest warehouse.Shortage
	found := false
	for _, r := range rows {
		if r.Class == shortage.ClassPriority && !math.IsNaN(r.ClassShare) && (!found || r.ClassShare < weakest.ClassShare) {
			weakest, found = r, true
		}
	}
	return weakest, found
}
