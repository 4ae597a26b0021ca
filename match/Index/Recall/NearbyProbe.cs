using System.Numerics.Tensors;
using Analytics.Contracts;

namespace Analytics.Match.Index.Recall;

/// <summary>Makes probes of known likeness.</summary>
public static class NearbyProbe
{
    /// <summary>
    /// A template whose cosine to <paramref name="template"/> is <paramref name="cosine"/>, into a direction as likely as any other.
    /// </summary>
    public static Template Of(Template template, float cosine, Random random)
    {
        var noise = new float[template.Length];
        for (var i = 0; i < noise.Length; i++)
        {
            // Normal numbers (Box and Muller, 1958) have no direction that they prefer.
            noise[i] = (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
        }

        // What of the noise lies along the template is taken off; nothing is left where there is one component only.
        TensorPrimitives.MultiplyAdd(template.Vector, -TensorPrimitives.Dot(noise, template.Vector), noise, noise);
        var norm = TensorPrimitives.Norm(noise);
        TensorPrimitives.Multiply(noise, norm > 0 ? MathF.Sqrt(1 - cosine * cosine) / norm : 0, noise);
        TensorPrimitives.MultiplyAdd(template.Vector, cosine, noise, noise);
        return new Template(template.Model, noise);
    }
}
