package index

// arithmeticMean is Σ w·x / Σ w: a lack in one child is made up for in full by
// another (OECD/JRC 2008, step 6).
var arithmeticMean = aggregator{}
