package lanes

func isWide() bool { return wide }

func setWide(is bool) { wide = is }

// wideIsKnown says whether there are wide instructions at all.
var wideIsKnown = wide
