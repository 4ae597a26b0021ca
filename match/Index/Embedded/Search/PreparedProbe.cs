using System.Runtime.InteropServices;
using Analytics.Match.Index.Embedded.Kernels;

namespace Analytics.Match.Index.Embedded.Search;

/// <summary>
/// A probe as the scans want it: rotated, as tables for the sign bits, and as a code. What a scan's sum says of the similarity, and how
/// far it may be off, is known: the rotation makes every component a random one.
/// </summary>
internal sealed unsafe class PreparedProbe : IDisposable
{
    // The mean of |g| of a standard normal, and its deviation: a sign vector stands at that cosine to its template.
    private const float SignCosine = 0.79788456f;
    private const float SignSpread = 0.60281027f;
    private const float SignSpreadOfMates = 0.26596152f;

    // One face in 100,000 that ought to be found may lie below what is looked at.
    private const float Deviations = 4.2649f;
    private const float CodeDeviations = 6f;
    private readonly byte* _memory;
    private readonly float _tableScale;
    private readonly float _tableSum;
    private readonly float _tableVariance;
    private readonly float _codeScale;
    private readonly int _codeSum;

    /// <summary>Prepares a probe.</summary>
    /// <param name="query">Who is looked for.</param>
    /// <param name="rotated">Its probe, rotated.</param>
    public PreparedProbe(FaceQuery query, ReadOnlySpan<float> rotated)
    {
        Query = query;
        Length = rotated.Length;
        var (stride, signBytes) = (FaceCode.Stride(Length), FaceCode.SignBytes(Length));
        _memory = (byte*)NativeMemory.AlignedAlloc((nuint)(stride + 2 * signBytes * SignScan.TableSize), 64);
        (_tableScale, _tableSum) = WriteTables(rotated, signBytes);
        _tableVariance = 2 * signBytes / 12f / (_tableScale * _tableScale);
        (_codeScale, _codeSum) = WriteCode(rotated, stride);
        CodeError = Math.Min(CodeDeviations / MathF.Sqrt(12), MathF.Sqrt(Length) / 2)
            * MathF.Sqrt(FaceCode.Step(Length) * FaceCode.Step(Length) + 1 / (_codeScale * _codeScale));
    }

    /// <summary>What was asked.</summary>
    public FaceQuery Query { get; }

    /// <summary>Number of its components.</summary>
    public int Length { get; }

    /// <summary>For <see cref="SignScan"/>.</summary>
    public byte* Tables => _memory + FaceCode.Stride(Length);

    /// <summary>For <see cref="CodeScan"/>.</summary>
    public sbyte* Code => (sbyte*)_memory;

    /// <summary>How far a similarity by codes may be off.</summary>
    public float CodeError { get; }

    /// <summary>The similarity that a sum of codes says.</summary>
    public float SimilarityOfCodes(int sum) => (sum - FaceCode.Zero * _codeSum) * FaceCode.Step(Length) / _codeScale;

    /// <summary>The sum of codes at a similarity.</summary>
    public int CodesAt(float similarity) =>
        (int)MathF.Floor(similarity * _codeScale / FaceCode.Step(Length)) + FaceCode.Zero * _codeSum;

    /// <summary>
    /// The least sign score of nearly all faces (all but one in 100,000) that are this similar or more; 0 when that is every face.
    /// </summary>
    public int SignsFor(float similarity)
    {
        var cosine = Math.Clamp(similarity, -1f, 1f);
        var across = SignSpread * SignSpread * (1 - cosine * cosine);
        var along = SignSpreadOfMates * SignSpreadOfMates * cosine * cosine;
        var deviation = MathF.Sqrt((across + along) / Length + _tableVariance / Length);
        var estimate = SignCosine * cosine - Deviations * deviation;
        return (int)Math.Clamp(MathF.Floor((estimate * MathF.Sqrt(Length) + _tableSum) * _tableScale), 0, ushort.MaxValue);
    }

    /// <inheritdoc/>
    public void Dispose() => NativeMemory.AlignedFree(_memory);

    // Each entry is the sum over four components with the signs of its index, moved so that the least is 0; all tables share one scale.
    private (float Scale, float Sum) WriteTables(ReadOnlySpan<float> rotated, int signBytes)
    {
        Span<float> four = stackalloc float[4];
        var (sum, widest) = (0f, float.Epsilon);
        for (var i = 0; i < rotated.Length; i += 4)
        {
            var width = 0f;
            foreach (var value in rotated.Slice(i, Math.Min(4, rotated.Length - i)))
            {
                width += MathF.Abs(value);
            }

            sum += width;
            widest = MathF.Max(widest, 2 * width);
        }

        var scale = SignScan.MaxEntry / widest;
        for (var table = 0; table < 2 * signBytes; table++)
        {
            four.Clear();
            var from = Math.Min(4 * table, rotated.Length);
            rotated[from..Math.Min(from + 4, rotated.Length)].CopyTo(four);
            for (var signs = 0; signs < SignScan.TableSize; signs++)
            {
                var entry = 0f;
                for (var i = 0; i < four.Length; i++)
                {
                    entry += MathF.Abs(four[i]) + ((signs >> i & 1) != 0 ? four[i] : -four[i]);
                }

                Tables[table * SignScan.TableSize + signs] = (byte)Math.Min(SignScan.MaxEntry, entry * scale + 0.5f);
            }
        }

        return (scale, sum);
    }

    private (float Scale, int Sum) WriteCode(ReadOnlySpan<float> rotated, int stride)
    {
        var most = 0f;
        foreach (var value in rotated)
        {
            most = MathF.Max(most, MathF.Abs(value));
        }

        var (scale, sum) = (CodeScan.MaxProbe / most, 0);
        for (var i = 0; i < stride; i++)
        {
            Code[i] = i < rotated.Length ? (sbyte)MathF.Round(rotated[i] * scale) : (sbyte)0;
            sum += Code[i];
        }

        return (scale, sum);
    }
}
