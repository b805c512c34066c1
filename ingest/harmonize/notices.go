package harmonize

import (
	"fmt"
	"maps"
	"slices"

	"fabbisogno/datasets/warehouse"
)

// notices counts what was noticed, one entry for each rule and subject, so that
// a file of a million rows does not give a million issues.
type notices map[noticeKey]*notice

type noticeKey struct{ rule, subject string }

type notice struct {
	severity, message string
	count             int64
}

func (n notices) add(severity, rule, subject, message string, args ...any) {
	key := noticeKey{rule, subject}
	if found, ok := n[key]; ok {
		found.count++
		return
	}
	if len(n) >= maxNotices { // a file may hold as many wrong codes as rows
		more := noticeKey{rule, "\xff"}
		if found, ok := n[more]; ok {
			found.count++
		} else {
			n[more] = &notice{severity, "further cases of the same kind are not listed", 1}
		}
		return
	}
	n[key] = &notice{severity, fmt.Sprintf(message, args...), 1}
}

// maxNotices is how many different notices of one file are listed.
const maxNotices = 2000

// issues in the order of rule and subject.
func (n notices) issues() []warehouse.Issue {
	keys := slices.SortedFunc(maps.Keys(n), func(a, b noticeKey) int {
		if a.rule != b.rule {
			if a.rule < b.rule {
				return -1
			}
			return 1
		}
		if a.subject < b.subject {
			return -1
		}
		return 1
	})
	var out []warehouse.Issue
	for _, k := range keys {
		x := n[k]
		message := x.message
		if x.count > 1 {
			message = fmt.Sprintf("%s (%d times)", message, x.count)
		}
		out = append(out, warehouse.Issue{Severity: x.severity, Rule: k.rule, Message: message})
	}
	return out
}
