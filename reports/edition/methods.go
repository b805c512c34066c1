package edition

import (
	"slices"
	"strconv"
	"strings"
	"sync"

	"fabbisogno/analysis/cause"
	"fabbisogno/analysis/shortage"
	"fabbisogno/datasets/catalog"
	"fabbisogno/datasets/codes"
	"fabbisogno/reports/chapter"
	"fabbisogno/reports/figure"
	"fabbisogno/reports/locale"
)

// Is says whether a method that figures name is this entry: its id, or one of its
// forms, with options after an underscore.
func (m Method) Is(id string) bool {
	return slices.ContainsFunc(append([]string{m.ID}, m.Forms...), func(form string) bool {
		return id == form || len(m.Forms) > 0 && strings.HasPrefix(id, form+"_")
	})
}

// methods are the entries that annexes choose from, in the order of the chapters: the
// forecasts, the composite score, what reads it, and every method that has a card.
func methods(o Options) ([]Method, error) {
	cards, err := shortage.Cards()
	if err != nil {
		return nil, err
	}
	causes, err := cause.Card()
	if err != nil {
		return nil, err
	}
	out := []Method{forecastMethod(), compositeMethod(o.Catalog)}
	for _, c := range append(cards, causes) {
		out = append(out, cardMethod(o.Catalog, c))
		if c.ID == shortage.PriorityID {
			out = append(out, membershipMethod())
		}
	}
	return out, nil
}

// methodLists chooses for each edition the entries its figures rest on. Editions with
// the same ones have one list, not copies of it.
type methodLists struct {
	all  []Method
	mu   sync.Mutex
	kept map[string][]Method
}

// of is the methods annex of an edition with these figures.
func (m *methodLists) of(figures []figure.Figure) []Method {
	used := map[string]bool{}
	for _, f := range figures {
		for _, id := range methodsOf(f) {
			used[id] = true
		}
	}
	var out []Method
	var ids []string
	for _, entry := range m.all {
		for id := range used { // order does not reach the result
			if entry.Is(id) {
				out, ids = append(out, entry), append(ids, entry.ID)
				break
			}
		}
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	key := strings.Join(ids, " ")
	if list, ok := m.kept[key]; ok {
		return list
	}
	if m.kept == nil {
		m.kept = map[string][]Method{}
	}
	m.kept[key] = out
	return out
}

// methodsOf are the methods a figure rests on, by id.
func methodsOf(f figure.Figure) []string {
	var out []string
	for _, l := range f.Lineage {
		if l.Method != "" && !slices.Contains(out, l.Method) {
			out = append(out, l.Method)
		}
	}
	for _, r := range f.Methods {
		out = append(out, r.ID)
	}
	return out
}

// cardMethod is the entry of a method that has a card.
func cardMethod(cat *catalog.Catalog, c shortage.Card) Method {
	m := Method{ID: c.ID, Version: c.Version, Title: c.Title, Idea: c.Idea, Formula: c.Formula, Source: strings.TrimSpace(c.Source + " " + c.URL),
		Limits: sentences(c.Unknown, c.Limits, c.Adaptation), Parameters: parametersOf(cat, c.Parameters)}
	var it, en []string
	for _, in := range c.Inputs {
		unit := unitWord(in.Unit)
		it, en = append(it, in.Meaning.IT+" ("+strings.Trim(unit.IT, "()")+")"), append(en, in.Meaning.EN+" ("+strings.Trim(unit.EN, "()")+")")
	}
	m.Inputs = Text{IT: strings.Join(it, "; "), EN: strings.Join(en, "; ")}
	return m
}

// parametersOf are parameters as printed, by their ids in the catalogue.
func parametersOf(cat *catalog.Catalog, ids []string) []Parameter {
	var out []Parameter
	for _, id := range ids {
		if p, ok := cat.Parameter(id); ok {
			out = append(out, Parameter{ID: p.ID, Meaning: p.Meaning, Source: p.Source, Assumed: p.Assumed,
				Value: both(func(l locale.Lang) string {
					return strings.TrimSpace(plainNumber(l, p.Value) + " " + l.Of(unitWord(p.Unit)))
				})})
		}
	}
	return out
}

// plainNumber is a declared number with all its digits and no more.
func plainNumber(l locale.Lang, v float64) string {
	_, fraction, _ := strings.Cut(strconv.FormatFloat(v, 'f', -1, 64), ".")
	return l.Number(v, len(fraction))
}

// sentences joins texts that are there, each with its stop.
func sentences(texts ...codes.Text) Text {
	join := func(all []string) string {
		var out []string
		for _, s := range all {
			if s = strings.TrimSpace(s); s != "" && !strings.HasSuffix(s, ".") {
				s += "."
			}
			out = append(out, s)
		}
		return strings.Join(slices.DeleteFunc(out, func(s string) bool { return s == "" }), " ")
	}
	var it, en []string
	for _, t := range texts {
		it, en = append(it, t.IT), append(en, t.EN)
	}
	return Text{IT: join(it), EN: join(en)}
}

// diagnosisParameters are what the draws behind scores, places and classes go by.
var diagnosisParameters = []string{"diagnosis_draws", "diagnosis_level", shortage.ParamRelativeError}

// compositeMethod is the entry of the composite score of shortage.
func compositeMethod(cat *catalog.Catalog) Method {
	return Method{ID: chapter.CompositeMethod, Version: chapter.CompositeVersion,
		Title: Text{IT: "Punteggio composito di carenza", EN: "Composite score of shortage"},
		Idea: Text{
			IT: "Gli indicatori di carenza che i dati permettono per le unità a confronto (gruppi professionali, settori o regioni) diventano un numero da 0 a 100: la media, con pesi uguali, degli indicatori riportati ciascuno fra 0 (l'unità che ne ha meno) e 100 (quella che ne ha di più). Ogni estrazione cambia i dati entro il loro errore e, insieme, le scelte che si potevano fare altrimenti: valori anomali trattati o lasciati, tre normalizzazioni, cinque aggregazioni (media aritmetica, geometrica, armonica, mediana, confronti a coppie di Copeland), ciascun peso fino a un quarto in più o in meno. Dalle estrazioni vengono l'intervallo del punteggio, i posti possibili, la probabilità di ogni classe (terzi della scala) e le coppie che non si distinguono. Gli indici di Sobol dicono quale scelta muove i posti.",
			EN: "The indicators of shortage that the data allow for the units compared (occupation groups, sectors or regions) become one number from 0 to 100: the mean, with equal weights, of the indicators each brought to between 0 (the unit that has least of it) and 100 (the one that has most). Each draw changes the data within their error and, with them, the choices that could have been made otherwise: outliers treated or left, three normalisations, five aggregations (arithmetic, geometric and harmonic mean, median, Copeland's pairwise comparisons), each weight by up to a quarter more or less. The draws give the interval of the score, the places a unit may take, the probability of each class (thirds of the scale) and the pairs that cannot be told apart. Sobol indices say which choice moves the places."},
		Formula: "score(i) = sum over j of w(j) z(i, j) / sum of w(j) present; z(i, j) = 100 (x(i, j) - min) / (max - min), turned over where less is more short, x with at most 5 values moved to the next one where |skewness| > 2 and kurtosis > 3.5; w(j) = 1/m; in draws w(j) (1 + (2u - 1)/4), u even on 0 to 1",
		Inputs: Text{IT: "quota di difficile reperimento (%), suo aumento in un anno, crescita delle entrate in un anno, mancanza di candidati (%), scarto dall'Italia e quoziente delle entrate nelle regioni; per i settori anche tasso di posti vacanti (%), suo aumento e suo confronto con il passato; per le regioni entrate ogni 100 occupati e tasso di disoccupazione (%). Entrano quelli che i dati danno.",
			EN: "share hard to fill (%), its rise in a year, growth of entries in a year, lack of candidates (%), gap to Italy and quotient of entries in regions; for sectors also the job vacancy rate (%), its rise and its place in its own past; for regions entries per 100 employed and the unemployment rate (%). Those enter that the data give."},
		Limits: Text{IT: "Ordina le unità a confronto: 0 e 100 non sono soglie. Un'unità con meno di due terzi degli indicatori non ha punteggio; servono almeno due indicatori e tre unità. Indicatori che si muovono insieme contano due volte. Gli intervalli non comprendono gli indicatori che mancano.",
			EN: "It orders the units compared: 0 and 100 are no thresholds. A unit with less than two thirds of the indicators has no score; at least two indicators and three units are needed. Indicators that move together count twice. Intervals do not hold the indicators that are missing."},
		Source:     "OECD and JRC (2008), Handbook on Constructing Composite Indicators; Becker et al. (2022), COINr, Journal of Open Source Software 7(78); Saltelli et al. (2010), Computer Physics Communications 181",
		Parameters: parametersOf(cat, diagnosisParameters)}
}

// membershipMethod is the entry of the count over settings of the priority rule.
func membershipMethod() Method {
	return Method{ID: shortage.MembershipID, Version: shortage.MembershipVersion,
		Title: Text{IT: "Settori prioritari: quanto regge la scelta", EN: "Priority sectors: how well the choice holds"},
		Idea: Text{
			IT: "La regola dei settori prioritari è ripetuta per tutte le combinazioni: ogni soglia, la quota di indicatori e la copertura richiesta al minimo, al valore e al massimo dichiarati; pesi degli indicatori uguali, con uno che vale doppio, con uno tolto. Si conta in quante combinazioni un settore è scelto.",
			EN: "The rule for priority sectors is repeated for all settings: each floor, the share of indicators and the coverage required at its declared minimum, value and maximum; weights of the indicators equal, with one counting twice, with one left out. What is counted is in how many settings a sector is chosen."},
		Formula: "share(i) = settings in which i is chosen / settings",
		Inputs:  Text{IT: "come per la regola", EN: "as for the rule"},
		Limits: Text{
			IT: "Le combinazioni contano tutte uguale e non sono probabilità; i dati restano fermi. Dove la regola non può decidere si conta a parte.",
			EN: "All settings count alike and are no probabilities; the data stand still. Where the rule cannot decide is counted apart."},
		Source: "Fabbisogno"}
}

// unitWords are the units of methods' inputs and parameters as one reads them.
var unitWords = map[string]Text{
	"persons": {IT: "persone", EN: "persons"}, "pct": {IT: "%", EN: "%"}, "pp": {IT: "punti percentuali", EN: "percentage points"},
	"ratio": {IT: "(rapporto)", EN: "(ratio)"}, "count": {IT: "(numero)", EN: "(number)"}, "share": {IT: "(quota)", EN: "(share)"},
	"points": {IT: "punti", EN: "points"}, "score": {IT: "(punteggio)", EN: "(score)"}, "index": {IT: "(indice)", EN: "(index)"},
	"months": {IT: "mesi", EN: "months"}, "years": {IT: "anni", EN: "years"}, "eur": {IT: "euro", EN: "euros"},
	"sd": {IT: "scarti quadratici medi", EN: "standard deviations"}, "level": {IT: "(livello)", EN: "(level)"}, "eqf_level": {IT: "(livello EQF)", EN: "(EQF level)"},
	"per_100_employed": {IT: "ogni 100 occupati", EN: "per 100 employed"}, "per_100_employed_quarter": {IT: "ogni 100 occupati in un trimestre", EN: "per 100 employed in a quarter"},
	"per_100_vacancies": {IT: "ogni 100 posti vacanti", EN: "per 100 vacancies"}, "thousand_persons": {IT: "migliaia di persone", EN: "thousand persons"},
	"workers_per_vacancy": {IT: "persone per posto vacante", EN: "workers per vacancy"},
}

// unitWord is a unit in words; one without words stays the code it is.
func unitWord(unit string) Text {
	if words, ok := unitWords[unit]; ok {
		return words
	}
	return Text{IT: unit, EN: unit}
}
