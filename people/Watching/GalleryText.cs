using Analytics.Contracts;
using Analytics.Match.Index;

namespace Analytics.People.Watching;

/// <summary>How many of the gallery a model can recognise, in sentences.</summary>
public static class GalleryText
{
    /// <summary>How many people there are, and how many of them a model can recognise.</summary>
    public static string Recognised(int people, int recognisable, FaceCollection collection) =>
        Quantity.Of(people, "person", "people") + "."
        + (people == 0 ? "" : $" {recognisable} can be recognised with '{collection.Model}'.");

    /// <summary>That a model cannot recognise somebody, and what to do; none where it can recognise everybody.</summary>
    /// <param name="people">How many there are.</param>
    /// <param name="recognisable">How many of them it can recognise.</param>
    /// <param name="collection">The model.</param>
    /// <param name="remedy">What makes the templates that it lacks, in a sentence.</param>
    public static string? Warning(int people, int recognisable, FaceCollection collection, string remedy) =>
        recognisable == people ? null
        : $"{(recognisable == 0 ? "Nobody" : $"{people - recognisable} of {people} people")} "
            + $"can{(recognisable == 0 ? "" : "not")} be recognised: no photo of {(recognisable == 0 ? "anybody" : "theirs")} "
            + $"has a template of '{collection.Model}'. {remedy}";
}
