using Analytics.Contracts;
using Xunit;

namespace Analytics.Tests.Contracts;

/// <summary><see cref="FailureException"/>.</summary>
public sealed class FailureExceptionSpec
{
    [Fact]
    public void A_failure_in_other_words_is_of_the_same_kind_and_about_the_same()
    {
        UnavailableException down = new("The index is down.")
        {
            Subject = FailureSubject.Index,
            Field = "--set",
            Named = "people",
        };

        var reworded = down.InWords("The index is down. 3 people were enrolled before.");

        Assert.Equal(
            (FailureKind.Unavailable, FailureSubject.Index, "--set", "people", "The index is down. 3 people were enrolled before."),
            (reworded.Kind, reworded.Subject, reworded.Field, reworded.Named, reworded.Message));
    }
}
