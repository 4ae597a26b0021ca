namespace Analytics.Synth.Figures;

/// <summary>A moment of walking.</summary>
/// <param name="Phase">Of two steps, 0 to 1.</param>
/// <param name="Swing">How far limbs swing: 0 standing, 1 walking.</param>
internal readonly record struct Stride(float Phase, float Swing)
{
    /// <summary>The angle of the leg of one side (−1 or 1) at the hip, in radians forward.</summary>
    public float Leg(int side) => 0.45f * Swing * Wave(side);

    /// <summary>How far the knee of that side is bent, in radians.</summary>
    public float Knee(int side) => Swing * (0.12f + 0.5f * MathF.Max(0, MathF.Cos(2 * MathF.PI * Phase + (side > 0 ? MathF.PI : 0))));

    /// <summary>The angle of the arm of that side, in radians forward.</summary>
    public float Arm(int side) => -0.38f * Swing * Wave(side);

    /// <summary>How far the body is above its mean, in centimetres: highest when the legs pass each other.</summary>
    public float Bob => -1.6f * Swing * MathF.Cos(4 * MathF.PI * Phase + MathF.PI);

    private float Wave(int side) => MathF.Sin(2 * MathF.PI * Phase + (side > 0 ? MathF.PI : 0));
}
