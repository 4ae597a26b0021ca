namespace Analytics.Contracts;

/// <summary>
/// A face as a vector: <c>float[Length]</c> of Euclidean norm 1, with the model that made it. Biometric data: it is never
/// printed, logged or sent to an API's caller.
/// </summary>
public sealed class Template
{
    /// <summary>The most components that a template has where it is kept.</summary>
    public const int MaxLength = 1024;

    private readonly float[] _vector;

    /// <summary>Takes over <paramref name="vector"/> and scales it to norm 1.</summary>
    /// <exception cref="ArgumentException">The vector is empty, zero or holds a value that is not finite.</exception>
    public Template(ModelId model, float[] vector)
    {
        var sum = 0.0;
        foreach (var value in vector)
        {
            sum += (double)value * value;
        }

        if (!double.IsFinite(sum) || sum <= 0)
        {
            throw new ArgumentException($"A template of model '{model}' must be finite and not zero.", nameof(vector));
        }

        var scale = (float)(1 / Math.Sqrt(sum));
        for (var i = 0; i < vector.Length; i++)
        {
            vector[i] *= scale;
        }

        Model = model;
        _vector = vector;
    }

    private Template(float[] vector, ModelId model) => (Model, _vector) = (model, vector);

    /// <summary>Takes over a vector that was a template before, bit for bit.</summary>
    internal static Template OfNormOne(ModelId model, float[] vector) => new(vector, model);

    /// <summary>The model that made it.</summary>
    public ModelId Model { get; }

    /// <summary>The number of components.</summary>
    public int Length => _vector.Length;

    /// <summary>The components, of norm 1.</summary>
    public ReadOnlySpan<float> Vector => _vector;

    /// <summary>Cosine similarity.</summary>
    /// <exception cref="InvalidOperationException">The templates come from two models.</exception>
    public Similarity CompareTo(Template other)
    {
        if (Model != other.Model || Length != other.Length)
        {
            throw new InvalidOperationException($"Templates of '{Model}' and '{other.Model}' cannot be compared.");
        }

        var sum = 0f;
        for (var i = 0; i < _vector.Length; i++)
        {
            sum += _vector[i] * other._vector[i];
        }

        return new Similarity(sum);
    }

    /// <summary>The model and length; never the values.</summary>
    public override string ToString() => $"Template({Model}, {Length})";
}
