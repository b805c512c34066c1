package warehouse

import (
	"context"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// ErrNotSelect is returned for user SQL that is not one plain SELECT.
var ErrNotSelect = errors.New("not a single SELECT")

// ErrNotAllowed is returned for a SELECT that uses what is not on the lists of gate/.
var ErrNotAllowed = errors.New("not allowed in a query")

// maxQueryBytes bounds the text of a user query.
const maxQueryBytes = 16 << 10

//go:embed gate/functions.txt gate/relations.txt
var gateFiles embed.FS

// gateList are the lines of a list file without comments. Names with brackets
// are table functions.
func gateList(name string) map[string]bool {
	text, err := gateFiles.ReadFile("gate/" + name)
	if err != nil {
		panic("warehouse: " + err.Error())
	}
	out := map[string]bool{}
	for line := range strings.Lines(string(text)) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			out[line] = true
		}
	}
	return out
}

// gate decides whether user SQL may run, on the parse tree and never on the
// text. It allows what is listed; whatever it does not know it refuses.
type gate struct {
	functions, relations map[string]bool
	// unqualified refuses names with a schema: they would go past the views of a day.
	unqualified bool
}

func newGate() gate {
	return gate{functions: gateList("functions.txt"), relations: gateList("relations.txt")}
}

// check refuses text that is not one SELECT over the listed tables and functions.
func (g gate) check(ctx context.Context, q queryer, text string) error {
	switch {
	case len(text) > maxQueryBytes:
		return fmt.Errorf("%w: the text has %d bytes, at most %d are read", ErrNotAllowed, len(text), maxQueryBytes)
	case !utf8.ValidString(text):
		return fmt.Errorf("%w: the text is not UTF-8", ErrNotAllowed)
	case strings.ContainsRune(text, 0):
		return fmt.Errorf("%w: the text holds a NUL", ErrNotAllowed)
	}
	var serial string
	if err := q.QueryRowContext(ctx, statement("parse_tree"), text).Scan(&serial); err != nil {
		return fmt.Errorf("%w: %w", ErrNotSelect, err)
	}
	var tree struct {
		Error        bool   `json:"error"`
		ErrorMessage string `json:"error_message"`
		Position     string `json:"position"`
		Statements   []any  `json:"statements"`
	}
	if err := json.Unmarshal([]byte(serial), &tree); err != nil {
		return fmt.Errorf("%w: nested too deeply", ErrNotAllowed)
	}
	switch {
	case tree.Error && strings.HasPrefix(tree.ErrorMessage, "Only SELECT"):
		return fmt.Errorf("%w: only SELECT can be run here, with the PIVOT of standard SQL inside it", ErrNotSelect)
	case tree.Error && tree.Position != "":
		return fmt.Errorf("%w: %s (at character %s)", ErrNotSelect, tree.ErrorMessage, tree.Position)
	case tree.Error:
		return fmt.Errorf("%w: %s", ErrNotSelect, tree.ErrorMessage)
	case len(tree.Statements) != 1:
		return fmt.Errorf("%w: %d statements; give one", ErrNotSelect, len(tree.Statements))
	}
	return g.walk(tree.Statements[0], nil)
}

// walk visits every part of the tree; scope are the names of the common table
// expressions seen from there.
func (g gate) walk(part any, scope []string) error {
	switch part := part.(type) {
	case []any:
		for _, item := range part {
			if err := g.walk(item, scope); err != nil {
				return err
			}
		}
	case map[string]any:
		return g.node(part, scope)
	}
	return nil
}

func (g gate) node(n map[string]any, scope []string) error {
	if class, ok := n["class"].(string); ok {
		if err := g.expression(class, n); err != nil {
			return err
		}
	} else if kind, ok := n["type"].(string); ok {
		if kind == "TABLE_FUNCTION" {
			return g.tableFunction(n, scope)
		}
		if err := g.construct(kind, n, scope); err != nil {
			return err
		}
	}
	scope, err := g.commonTables(n, scope)
	if err != nil {
		return err
	}
	return g.children(n, scope, "cte_map")
}

// children visits the parts of a node but those named, in the order of their
// names so that the same query always gets the same message.
func (g gate) children(n map[string]any, scope []string, but ...string) error {
	names := make([]string, 0, len(n))
	for name := range n {
		if !slices.Contains(but, name) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		if err := g.walk(n[name], scope); err != nil {
			return err
		}
	}
	return nil
}

// commonTables visits the WITH of a query node and returns the scope of what
// follows it. A common table sees those before it, and itself only when it is
// recursive: WITH pragma_x AS (FROM pragma_x) reads the real one.
func (g gate) commonTables(n map[string]any, scope []string) ([]string, error) {
	ctes, ok := n["cte_map"].(map[string]any)
	if !ok {
		if n["type"] == "RECURSIVE_CTE_NODE" {
			return nil, fmt.Errorf("%w: recursion of an unknown form", ErrNotAllowed)
		}
		return scope, nil
	}
	entries, ok := ctes["map"].([]any)
	if !ok {
		return nil, fmt.Errorf("%w: WITH of an unknown form", ErrNotAllowed)
	}
	scope = slices.Clone(scope)
	for _, item := range entries {
		entry, ok := item.(map[string]any)
		name, named := entry["key"].(string)
		if !ok || !named {
			return nil, fmt.Errorf("%w: WITH of an unknown form", ErrNotAllowed)
		}
		name = strings.ToLower(name)
		if err := g.walk(entry["value"], scope); err != nil {
			return nil, err
		}
		scope = append(scope, name)
	}
	if name, ok := n["cte_name"].(string); ok && n["type"] == "RECURSIVE_CTE_NODE" {
		scope = append(scope, strings.ToLower(name))
	}
	return scope, nil
}

// construct decides on query nodes, table references and modifiers.
func (g gate) construct(kind string, n map[string]any, scope []string) error {
	switch kind {
	case "SELECT_NODE", "SET_OPERATION_NODE", "RECURSIVE_CTE_NODE",
		"EMPTY", "SUBQUERY", "JOIN", "EXPRESSION_LIST", "PIVOT",
		"ORDER_MODIFIER", "LIMIT_MODIFIER", "LIMIT_PERCENT_MODIFIER", "DISTINCT_MODIFIER",
		"ORDER_DEFAULT", "ASCENDING", "DESCENDING":
		return nil
	case "BASE_TABLE":
		return g.table(n, scope)
	case "SHOW_REF":
		return fmt.Errorf("%w: DESCRIBE, SHOW and SUMMARIZE; the tables are %s", ErrNotAllowed, strings.Join(g.views(), ", "))
	}
	if strings.HasSuffix(kind, "_TYPE_INFO") {
		return nil
	}
	return fmt.Errorf("%w: the construct %s", ErrNotAllowed, kind)
}

// table lets through our own tables and names of WITH. A file in FROM 'x.csv'
// is a base table by the name x.csv here.
func (g gate) table(n map[string]any, scope []string) error {
	catalog, _ := n["catalog_name"].(string)
	schema, _ := n["schema_name"].(string)
	name, _ := n["table_name"].(string)
	name = strings.ToLower(name)
	if n["at_clause"] != nil {
		return fmt.Errorf("%w: AT; editions are read by observation_as_of(DATE '2026-01-31')", ErrNotAllowed)
	}
	if catalog == "" && schema == "" && slices.Contains(scope, name) {
		return nil
	}
	if g.unqualified && (catalog != "" || schema != "") {
		return fmt.Errorf("%w: a name with a schema while looking back to a day; write %s", ErrNotAllowed, name)
	}
	ours := catalog == "" && (schema == "" || schema == "main" || schema == alias) || catalog == alias && schema == "main"
	if ours && g.relations[name] {
		return nil
	}
	return fmt.Errorf("%w: the table %q; the tables are %s", ErrNotAllowed, name, strings.Join(g.views(), ", "))
}

// views are the listed views, for messages.
func (g gate) views() []string {
	var out []string
	for name := range g.relations {
		if !strings.Contains(name, "__") && !strings.HasSuffix(name, "()") {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out
}

// tableFunction decides on FROM name(...), and visits its arguments.
func (g gate) tableFunction(n map[string]any, scope []string) error {
	function, ok := n["function"].(map[string]any)
	name, named := function["function_name"].(string)
	if schema, _ := function["schema"].(string); g.unqualified && schema != "" {
		return fmt.Errorf("%w: a name with a schema while looking back to a day; write %s()", ErrNotAllowed, name)
	}
	if !ok || !named || !isOwnName(function) || !g.relations[strings.ToLower(name)+"()"] {
		return fmt.Errorf("%w: the table function %q", ErrNotAllowed, name)
	}
	if err := g.children(function, scope); err != nil {
		return err
	}
	return g.children(n, scope, "function")
}

// expression decides on one expression; its parts are visited by the caller.
func (g gate) expression(class string, n map[string]any) error {
	switch class {
	case "COLUMN_REF", "CONSTANT", "OPERATOR", "COMPARISON", "CONJUNCTION", "CASE", "CAST", "BETWEEN",
		"SUBQUERY", "STAR", "COLLATE", "LAMBDA", "LAMBDA_REF", "POSITIONAL_REFERENCE":
		return nil
	case "PARAMETER":
		return fmt.Errorf("%w: a placeholder; write the value", ErrNotAllowed)
	case "FUNCTION", "WINDOW":
		name, _ := n["function_name"].(string)
		if isOwnName(n) && g.functions[strings.ToLower(name)] {
			return nil
		}
		return fmt.Errorf("%w: the function %q", ErrNotAllowed, name)
	}
	return fmt.Errorf("%w: an expression of class %s", ErrNotAllowed, class)
}

// isOwnName says that a function is not named with a catalogue or schema of another.
func isOwnName(n map[string]any) bool {
	catalog, _ := n["catalog"].(string)
	schema, _ := n["schema"].(string)
	return catalog == "" && (schema == "" || schema == "main")
}
