package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// Messages to people: lower case, no full stop, one fact a line; what to do next
// stands on its own line after "try:". Results never go through here.

// say writes a line for people.
func (a *app) say(format string, args ...any) {
	fmt.Fprintf(a.err, format+"\n", args...)
}

// sayError writes an error and, where there is one, what to do next.
func (a *app) sayError(err error, hint string) {
	a.say("fabbisogno: %v", err)
	if hint != "" {
		a.say("  try: %s", hint)
	}
}

// writeJSON writes a result for machines.
func (a *app) writeJSON(v any) error {
	enc := json.NewEncoder(a.out)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}

// progress shows one step's advance: a bar on a terminal, a line at its end otherwise.
type progress struct {
	a    *app
	name string
	bar  *progressbar.ProgressBar
	done int
}

// startProgress begins a step.
func (a *app) startProgress(name string) *progress {
	return a.startBar(name, true)
}

// startBar begins a step; predict: the time left follows from the steps done so far.
func (a *app) startBar(name string, predict bool) *progress {
	p := &progress{a: a, name: name}
	if isTerminal(a.err) {
		p.bar = progressbar.NewOptions(-1, progressbar.OptionSetWriter(a.err), progressbar.OptionSetDescription(name),
			progressbar.OptionShowCount(), progressbar.OptionClearOnFinish(), progressbar.OptionSetPredictTime(predict))
	}
	return p
}

// now says what the step is at: beside the bar, or in a line.
func (p *progress) now(format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	if p.bar != nil {
		p.bar.Describe(p.name + ": " + text)
		return
	}
	p.a.say("%-10s %s", p.name, text)
}

// at says how far the step is.
func (p *progress) at(done, total int) {
	p.done = done
	if p.bar == nil {
		return
	}
	if p.bar.GetMax() != total {
		p.bar.ChangeMax(total)
	}
	_ = p.bar.Set(done) // a bar that cannot be drawn must not stop the work
}

// end closes the step with what came of it.
func (p *progress) end(format string, args ...any) {
	if p.bar != nil {
		_ = p.bar.Finish()
	}
	p.a.say("%-10s %s", p.name, fmt.Sprintf(format, args...))
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}
