using System.Numerics;
using System.Numerics.Tensors;

namespace Analytics.Evaluate.Index;

/// <summary>How generated templates lie on the sphere.</summary>
public enum VectorSpread
{
    /// <summary>
    /// As embeddings of faces: variances fall exponentially over the components, so that two strangers' similarities spread as in a space
    /// of 0.4 times the components; each template leans to one of 2,000 families of look-alikes, by up to half of its variance.
    /// </summary>
    Faces,

    /// <summary>All directions alike.</summary>
    Isotropic,
}

/// <summary>Templates and probes that are the same in every run: the <c>i</c>th one follows from its number alone.</summary>
/// <param name="length">Components.</param>
/// <param name="spread">How they lie.</param>
/// <param name="seed">Other numbers make other people.</param>
public sealed class FaceVectors(int length, VectorSpread spread, ulong seed)
{
    private const int Families = 2000;
    private const float Decay = 5f; // two strangers' similarity then has the deviation of 0.4 · length free components: (2/5)·tanh(5/2)
    private const ulong FamilySeed = 0xFA3117;
    private const ulong ProbeSeed = 0x9806E;

    /// <summary>Writes the template of a person, of norm 1.</summary>
    public void Write(long person, Span<float> vector)
    {
        var state = Mix(seed ^ (ulong)person * 0x9E3779B97F4A7C15);
        Draw(ref state, vector);
        if (spread == VectorSpread.Faces)
        {
            var share = Next(ref state) / (float)ulong.MaxValue / 2;
            Span<float> family = stackalloc float[length];
            var familyState = Mix(seed ^ FamilySeed ^ (Next(ref state) % Families) << 20);
            Draw(ref familyState, family);
            for (var i = 0; i < vector.Length; i++)
            {
                vector[i] = MathF.Sqrt(1 - share) * vector[i] + MathF.Sqrt(share) * family[i];
            }
        }

        Normalise(vector);
    }

    /// <summary>Writes a probe of a person, at a given similarity to the template.</summary>
    public void WriteProbe(long person, int number, float similarity, Span<float> probe)
    {
        Span<float> template = stackalloc float[length];
        Write(person, template);
        var state = Mix(seed ^ ProbeSeed ^ (ulong)person * 0x9E3779B97F4A7C15 ^ (ulong)number << 40);
        Draw(ref state, probe);
        var along = TensorPrimitives.Dot<float>(template, probe);
        TensorPrimitives.MultiplyAdd(template, -along, probe, probe);
        Normalise(probe);
        TensorPrimitives.Multiply(probe, MathF.Sqrt(1 - similarity * similarity), probe);
        TensorPrimitives.MultiplyAdd(template, similarity, probe, probe);
    }

    private static void Normalise(Span<float> vector) => TensorPrimitives.Divide(vector, TensorPrimitives.Norm<float>(vector), vector);

    private void Draw(ref ulong state, Span<float> vector)
    {
        for (var i = 0; i < vector.Length; i++)
        {
            // Half of 64 fair coins is near normal; the fraction fills the steps between.
            var coins = Next(ref state);
            vector[i] = BitOperations.PopCount(coins) - 32.5f + (Next(ref state) >> 40) / (float)(1 << 24);
            if (spread == VectorSpread.Faces)
            {
                vector[i] *= MathF.Exp(-Decay / 2 * i / length);
            }
        }
    }

    private static ulong Mix(ulong value)
    {
        var state = value;
        return Next(ref state);
    }

    // SplitMix64 (Steele, Lea and Flood, OOPSLA 2014).
    private static ulong Next(ref ulong state)
    {
        var z = state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
