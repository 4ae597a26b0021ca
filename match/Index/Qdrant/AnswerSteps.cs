namespace Analytics.Match.Index.Qdrant;

/// <summary>Goes on with an answer where there is one.</summary>
internal static class AnswerSteps
{
    /// <summary>What follows from the value; an index out of reach stays out of reach.</summary>
    public static IndexAnswer<TNext> Then<T, TNext>(this IndexAnswer<T> answer, Func<T, TNext> next) =>
        answer.Unavailable is { } away ? IndexAnswer.Without<TNext>(away) : IndexAnswer.Of(next(answer.Value));
}
