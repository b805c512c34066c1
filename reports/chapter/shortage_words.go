package chapter

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strings"

	"fabbisogno/analysis/shortage"
	"fabbisogno/datasets/warehouse"
	"fabbisogno/reports/chart"
	"fabbisogno/reports/figure"
	"fabbisogno/reports/locale"
)

// compositeClasses are the classes of the composite: thirds of the scale of its score.
var compositeClasses = map[string]Text{
	"high": text("alta", "high"), "middle": text("media", "middle"), "low": text("bassa", "low"),
}

// statusWords say why a cell has no number.
var statusWords = map[string]Text{
	warehouse.StatusRated:      text("valutato", "rated"),
	warehouse.StatusNotRated:   text("non valutabile", "cannot be rated"),
	warehouse.StatusSuppressed: text("riservato", "suppressed"),
}

// placesOf are the places a unit may have: "3", "1–6".
func placesOf(l locale.Lang, c warehouse.Composite) string {
	if c.RankLower == c.RankUpper {
		return l.Number(c.RankLower, 0)
	}
	return l.Number(c.RankLower, 0) + "–" + l.Number(c.RankUpper, 0)
}

// classOf is the class of a unit with its probability: "alta (80%)".
func (g *diagnosed) classOf(l locale.Lang, c warehouse.Composite) string {
	class, share := g.class(c)
	return l.Of(compositeClasses[class]) + " (" + l.Chance(share) + ")"
}

// cases says a level as a frequency: "9 casi su 10", "9 cases out of 10".
func cases(l locale.Lang, level float64) string {
	if l == locale.IT {
		return l.Frequency(level)
	}
	n, of, _ := strings.Cut(l.Frequency(level), " ")
	return n + " cases " + of
}

// indicatorName is the name of an indicator in the catalogue, or of one that the
// diagnosis makes of several.
func (s *Source) indicatorName(id string) Text {
	if i, ok := s.Catalog.Indicator(id); ok {
		return i.Name
	}
	if name, ok := madeIndicators[id]; ok {
		return name
	}
	return Text{IT: id, EN: id}
}

// madeIndicators are the indicators that the diagnosis makes of several tables.
var madeIndicators = map[string]Text{
	"hard_to_fill_rise_pp":           text("Aumento della difficoltà in un anno", "Rise of difficulty in a year"),
	"hard_to_fill_gap_pp":            text("Difficoltà in più rispetto all'Italia", "Difficulty above that of Italy"),
	"entries_growth_pct":             text("Crescita delle entrate in un anno", "Growth of entries in a year"),
	"entries_quotient_ratio":         text("Peso nelle entrate rispetto all'Italia", "Weight in entries against Italy"),
	"entries_per_100_employed":       text("Entrate ogni 100 occupati", "Entries per 100 employed"),
	"job_vacancy_rate_pct":           text("Tasso di posti vacanti", "Job vacancy rate"),
	"job_vacancy_rate_rise_pp":       text("Aumento del tasso di posti vacanti in un anno", "Rise of the job vacancy rate in a year"),
	"job_vacancy_rate_history_ratio": text("Tasso di posti vacanti rispetto agli anni passati", "Job vacancy rate against past years"),
	"unemployment_rate_pct":          text("Tasso di disoccupazione", "Unemployment rate"),
	"vacancy_share":                  text("Posti vacanti sulle forze di lavoro", "Vacancies per labour force"),
	"unemployment_share":             text("Disoccupati sulle forze di lavoro", "Unemployed per labour force"),
}

// choiceWords are the choices of the composite whose effect is measured.
var choiceWords = map[string]Text{
	"winsor":        text("trattamento dei valori anomali", "treatment of outliers"),
	"normalisation": text("normalizzazione", "normalisation"),
	"weights":       text("pesi degli indicatori", "weights of the indicators"),
	"weighting":     text("pesi degli indicatori", "weights of the indicators"),
	"aggregation":   text("aggregazione", "aggregation"),
	"inputs":        text("errore dei dati", "errors in the data"),
}

// choiceVerbs are the Italian verb and article of a choice that is said to be the first.
var choiceVerbs = map[string]string{
	"winsor": "è il ", "normalisation": "è la ", "weights": "sono i ", "weighting": "sono i ", "aggregation": "è l'", "inputs": "è l'",
}

// choiceLeads is a choice at the end of a sentence that says it is the first: in Italian
// with verb and article.
func (s *Source) choiceLeads(id string) Text {
	name := s.choiceName(id)
	if strings.HasPrefix(id, "weight of ") {
		return Text{IT: "è il " + name.IT, EN: name.EN}
	}
	if verb, ok := choiceVerbs[id]; ok {
		return Text{IT: verb + name.IT, EN: name.EN}
	}
	return Text{IT: "è «" + name.IT + "»", EN: name.EN} // an id without a name
}

// choiceName is the name of a choice; that of the weight of an indicator names it.
func (s *Source) choiceName(id string) Text {
	if indicator, ok := strings.CutPrefix(id, "weight of "); ok {
		name := s.indicatorName(indicator)
		return both(func(l locale.Lang) string { return pick(l, "peso di «%s»", "weight of “%s”", l.Of(name)) })
	}
	if name, ok := choiceWords[id]; ok {
		return name
	}
	return Text{IT: id, EN: id}
}

// shortMethods are the names of methods at the head of a column.
var shortMethods = map[string]Text{
	"ba_points": text("BA", "BA"), "ba_2018": text("BA 2018", "BA 2018"), "uwv_tension": text("UWV", "UWV"), "jsa_fill_rate": text("JSA", "JSA"),
	"oid": text("OiD", "OiD"), "oecd": text("OCSE", "OECD"), "dares_composite": text("DARES", "DARES"), "bristindex": text("Svezia", "Sweden"),
	"cops": text("COPS", "COPS"), "job_bank": text("Job Bank", "Job Bank"), "mac": text("MAC", "MAC"), "mac_shortage": text("MAC", "MAC"), "cops_two_step": text("COPS", "COPS"), "eures_lists": text("EURES", "EURES"), "roa_ita": text("ROA", "ROA"),
	"roa_itkb": text("ITKB", "ITKB"), "cedefop_fsi": text("FSI", "FSI"), "eures": text("EURES", "EURES"),
	"excelsior_hard_to_fill": text("Excelsior", "Excelsior"), "job_vacancy_rate": text("JVR", "JVR"),
	"oecd_five_signals": text("OCSE", "OECD"), "skills_england_oid": text("OiD", "OiD"),
	"efficient_unemployment": text("u*", "u*"), "mismatch_index": text("mismatch", "mismatch"),
}

// shortMethod is the name of a method at the head of a column; of one that has no
// short name the title of its card.
func shortMethod(id string) Text {
	if name, ok := shortMethods[id]; ok {
		return name
	}
	if cards, err := shortage.Cards(); err == nil {
		for _, c := range cards {
			if c.ID == id {
				return c.Title
			}
		}
	}
	return Text{IT: id, EN: id}
}

// watchClasses are the classes of methods that lie between shortage and none.
var watchClasses = []string{"observe", "watch", "under_observation", "balanced", "balance", "moderate"}

// verdictOf is what a rating says of a unit.
func verdictOf(r warehouse.Rating) chart.Verdict {
	switch {
	case r.Status == warehouse.StatusSuppressed:
		return chart.Suppressed
	case r.Status != warehouse.StatusRated || r.Says == "":
		return chart.Unrated
	case r.Says == "yes":
		return chart.Shortage
	case slices.Contains(watchClasses, r.Class):
		return chart.Watch
	}
	return chart.NoShortage
}

// verdictWords are the verdicts in words.
var verdictWords = map[chart.Verdict]Text{
	chart.Shortage: text("carenza", "shortage"), chart.Watch: text("da osservare", "to watch"), chart.NoShortage: text("nessuna carenza", "no shortage"),
	chart.Unrated: text("non valutabile", "cannot be rated"), chart.Suppressed: text("riservato", "suppressed"),
}

// methodInputs is what the inputs of the methods mean, by their id.
func (s *Source) methodInputs() (map[string]Text, error) {
	return s.shared().inputs.get(struct{}{}, func() (map[string]Text, error) {
		cards, err := shortage.Cards()
		if err != nil {
			return nil, err
		}
		inputs := map[string]Text{}
		for _, c := range cards {
			for _, in := range c.Inputs {
				inputs[in.ID] = in.Meaning
			}
		}
		return inputs, nil
	})
}

// notApplied is the honest line on the published methods that could not be applied,
// the inputs they lack, and what would fill them; and how many they are.
func (s *Source) notApplied(g *diagnosed) (line Text, methods int, err error) {
	inputs, err := s.methodInputs()
	if err != nil {
		return line, 0, err
	}
	lacking := map[string]int{}
	names := map[string]Text{}
	for _, sc := range g.scopes {
		if sc.Status == "run" || sc.Missing == "" {
			continue
		}
		methods++
		for _, id := range strings.Split(sc.Missing, ",") {
			id = strings.TrimSpace(id)
			name, ok := inputs[id]
			if !ok {
				name = s.indicatorName(id)
			}
			name = Text{IT: inSentence(name.IT), EN: inSentence(name.EN)}
			lacking[name.IT]++
			names[name.IT] = name
		}
	}
	if methods == 0 {
		return line, 0, nil
	}
	// What most methods lack comes first; the view has the rest.
	order := slices.SortedFunc(maps.Keys(lacking), func(a, b string) int { return cmp.Or(lacking[b]-lacking[a], strings.Compare(a, b)) })
	var most []Text
	for _, it := range order[:min(len(order), mostLacking)] {
		most = append(most, names[it])
	}
	return both(func(l locale.Lang) string {
		return pick(l, "%s metodi pubblicati non si applicano qui ai %s: nessun file dello spazio di lavoro ne ha i dati a questo livello, fra cui %s. La vista method_scope dice che cosa manca a ciascuno; un file che lo contiene lo fa comparire.",
			"%s published methods are not applied to %s here: no file of the workspace has their inputs at this level, among them %s. The view method_scope says what each lacks; a file that holds it makes the method appear.",
			l.Integer(methods), g.unitsWord(l), l.Join(inLang(l, most)))
	}), methods, nil
}

// mostLacking is how many lacking inputs a line names.
const mostLacking = 6

// inSentence is the name of an input within a sentence, without what is said beside it.
func inSentence(name string) string {
	if i := strings.IndexAny(name, ",;:("); i > 0 {
		name = strings.TrimSpace(name[:i])
	}
	if r := []rune(name); len(r) > 1 && strings.ToUpper(string(r[1])) != string(r[1]) {
		name = strings.ToLower(string(r[0])) + string(r[1:])
	}
	return name
}

// absence says why a figure of the diagnosis is not there; nothing where the others
// say as much.
func (g *diagnosed) absence(f figure.Figure) Text {
	switch f.ID {
	case g.figureID("lowest"):
		return Text{} // few units: the ranking shows them all
	case g.figureID("change"):
		return both(func(l locale.Lang) string {
			return pick(l, "«%s» Nessun periodo precedente ha per i %s un punteggio con gli stessi indicatori: posti di punteggi diversi non si confrontano.",
				"“%s” No earlier period has a score of %s with the same indicators: places in different scores are not compared.", l.Of(f.Question), g.unitsWord(l))
		})
	case g.figureID("gap"):
		return both(func(l locale.Lang) string {
			return pick(l, "«%s» La differenza dall'Italia non è fra gli indicatori dei %s.", "“%s” The difference from Italy is not among the indicators of %s.", l.Of(f.Question), g.unitsWord(l))
		})
	}
	return g.notDiagnosed(f.Question)
}

// notDiagnosed stands in the place of a figure that the results do not allow.
func (g *diagnosed) notDiagnosed(question Text) Text {
	return both(func(l locale.Lang) string {
		return pick(l, "«%s» La diagnosi non lo dice per i %s: servono almeno due metodi applicabili o due scelte a confronto.",
			"“%s” The diagnosis does not say so for %s: it takes two methods that apply, or two choices to compare.", l.Of(question), g.unitsWord(l))
	})
}

func inLang(l locale.Lang, all []Text) []string {
	out := make([]string, len(all))
	for i, t := range all {
		out[i] = l.Of(t)
	}
	return out
}

// finite says whether a number is there.
func finite(v float64) bool { return !math.IsNaN(v) }
