using Analytics.Contracts;

namespace Analytics.Synth;

/// <summary>What settings must hold to.</summary>
internal static class Required
{
    /// <summary>Refuses a setting that is out of range.</summary>
    /// <param name="holds">Whether it is not.</param>
    /// <param name="field">Its name.</param>
    /// <param name="message">What it must be, in a sentence.</param>
    /// <exception cref="FailureException">It is.</exception>
    public static void That(bool holds, string field, string message)
    {
        if (!holds)
        {
            throw new InvalidException(message) { Subject = FailureSubject.Synth, Field = field };
        }
    }
}
