package diagnosis

// Result is what all methods say of a panel. Slices by unit are in the panel's order.
type Result struct {
	Panel   Panel
	Methods []MethodResult // in the order of the methods
	// Agreements are by unit; Dissents and Taus in the order of methods.
	Agreements []Agreement
	Dissents   []Dissent
	Taus       []Tau
	Level      float64
	Draws      int
}

// MethodResult is a method on a panel.
type MethodResult struct {
	Method  Method
	Missing []string // inputs no unit has; none: the method was run
	Ranked  int      // units ranked together
	Ratings []Rating // by unit
	// Assumed: a threshold of the method has no published source.
	Assumed bool
}

// The states of a rating.
const (
	Rated      = "rated"
	NotRated   = "not_rated"
	Suppressed = "suppressed"
)

// Rating is what a method says of a unit; NaN where there is nothing to say.
type Rating struct {
	Status, Reason             string
	Class                      string
	Says                       string    // yes, no; empty without a verdict
	Shares                     []float64 // of draws, by class of the method
	ClassShare, ShortageShare  float64
	Value, Lower, Upper        float64
	Rank, RankLower, RankUpper float64
}

// Agreement is how many methods say shortage of a unit.
type Agreement struct {
	Status            string
	Shortage, Methods int
	Lower, Upper      float64 // of Shortage over draws
	Standing          string
	StandingShare     float64
	// MajorityShare and NoneShare are the shares of draws in which most methods with
	// a verdict say shortage, and in which none does.
	MajorityShare, NoneShare float64
}

// Dissent is a method against the majority.
type Dissent struct {
	Unit          int
	Method, Says  string
	Indicator     string
	Value, Needed float64
}

// Tau is Kendall's tau-b between two methods' rankings.
type Tau struct {
	A, B              string
	Tau, Lower, Upper float64
	Units             int
}
