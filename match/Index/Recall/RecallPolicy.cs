namespace Analytics.Match.Index.Recall;

/// <summary>
/// Decides how deep an approximate index searches, from audited searches: whether each found the nearest face that an exact search
/// finds. It goes a step deeper when the misses seen would be a rare chance (1 in 100) with a recall at the target, and from the last
/// step over to exact search. From there it comes back to the last step when as few misses would be a rare chance (1 in 20) with a recall
/// below the target; no other step is taken back, so that it does not go to and fro. Not safe for two threads.
/// </summary>
public sealed class RecallPolicy(double target, IReadOnlyList<SearchDepth> steps, int window = RecallPolicy.DefaultWindow)
{
    /// <summary>Searches that the recall is taken over: as many as it takes to distinguish a target of 0.999 from 0.998.</summary>
    public const int DefaultWindow = 10_000;

    // One miss may be a write that came between the two searches.
    private const int FewestMisses = 2;
    private const double SurelyBelow = 0.01;
    private const double SurelyAbove = 0.05;

    private readonly Queue<bool> _outcomes = new();
    private int _step;

    /// <summary>How searches are done now.</summary>
    public SearchDepth Depth => _step < steps.Count ? steps[_step] : SearchDepth.Exact;

    /// <summary>What is audited: how searches are done now, or the deepest approximate way once they are exact.</summary>
    public SearchDepth Audited => steps[Math.Min(_step, steps.Count - 1)];

    /// <summary>Audited searches that the recall rests on: the latest ones at this depth.</summary>
    public int Probes => _outcomes.Count;

    /// <summary>Of these, the ones that did not find the nearest face.</summary>
    public int Misses { get; private set; }

    /// <summary>Recall@1 at the depth that is audited; none before the first audit.</summary>
    public RecallEstimate? Estimate => Probes == 0 ? null : new RecallEstimate(Probes, Misses);

    /// <summary>Takes an outcome; what was found at another depth than <see cref="Audited"/> says nothing any more.</summary>
    /// <returns>Whether searches are done in another way from now on.</returns>
    public bool Add(SearchDepth depth, bool found)
    {
        if (depth != Audited)
        {
            return false;
        }

        _outcomes.Enqueue(found);
        Misses += found ? 0 : 1;
        if (_outcomes.Count > window && !_outcomes.Dequeue())
        {
            Misses--;
        }

        return Depth.IsExact ? ComeBack() : GoDeeper();
    }

    private bool GoDeeper() =>
        Misses >= FewestMisses && Binomial.AtLeast(Misses, Probes, 1 - target) < SurelyBelow && Move(_step + 1);

    private bool ComeBack() =>
        Binomial.AtMost(Misses, Probes, 1 - target) < SurelyAbove && Move(steps.Count - 1);

    private bool Move(int step)
    {
        // What is audited stays the same at the border to exact search, and yet it is judged afresh.
        _step = step;
        _outcomes.Clear();
        Misses = 0;
        return true;
    }
}
