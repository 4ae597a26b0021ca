using System.Numerics.Tensors;
using Analytics.Contracts;

namespace Analytics.Match.Index;

/// <summary>What an index holds.</summary>
/// <param name="Name">For example <c>people</c>.</param>
/// <param name="Model">The model of all templates in it.</param>
/// <param name="Length">The number of components of each.</param>
public sealed record FaceCollection(string Name, ModelId Model, int Length)
{
    /// <summary>The longest templates that an index takes.</summary>
    public const int MaxLength = Template.MaxLength;

    /// <summary>Refuses what cannot be compared with the templates in it.</summary>
    /// <exception cref="InvalidOperationException">The template is of another model or length, or not of norm 1.</exception>
    public void Require(Template template)
    {
        if (FaultOf(template) is { } fault)
        {
            throw new InvalidOperationException(fault);
        }
    }

    /// <summary>Why a template cannot be compared with those in it; none where it can.</summary>
    public string? FaultOf(Template template) => template.Model == Model && template.Length == Length
        ? IsOfNormOne(template) ? null : $"{template} is not of norm 1: its components are not finite, or all zero. Make it again."
        : $"The index '{Name}' holds templates of '{Model}' with {Length} components; {template} cannot be compared with them. "
            + "Enrol again with one model.";

    // Qdrant takes what is no number, and finds it first from then on.
    private static bool IsOfNormOne(Template template) =>
        Math.Abs(TensorPrimitives.SumOfSquares(template.Vector) - 1) < 0.1f;

    /// <summary>Refuses a write that is not one: of another model or length, or with an id twice.</summary>
    /// <exception cref="InvalidOperationException">A template is of another model or length, or not of norm 1.</exception>
    /// <exception cref="ArgumentException">Two of the faces have one id.</exception>
    public void Require(IReadOnlyList<FaceEntry> faces)
    {
        HashSet<FaceId> seen = new(faces.Count);
        foreach (var face in faces)
        {
            Require(face.Template);
            if (!seen.Add(face.Id))
            {
                throw new ArgumentException($"The face {face.Id} occurs twice in one write. Give each face its own id.", nameof(faces));
            }
        }
    }
}
