using System.Runtime.InteropServices;

namespace Analytics.Train.Arithmetic;

/// <summary>What the libraries of the trainer may use of the processor.</summary>
/// <param name="Name">What oneDNN calls it.</param>
/// <param name="Variables">What makes oneDNN, ATen and MKL keep to it: variables that they read when they are loaded.</param>
internal sealed record InstructionSet(string Name, IReadOnlyDictionary<string, string> Variables)
{
    /// <summary>The variable of oneDNN.</summary>
    public const string Variable = "ONEDNN_MAX_CPU_ISA";

    /// <summary>All that the processor has.</summary>
    public static InstructionSet All { get; } = new("ALL", new Dictionary<string, string> { [Variable] = "ALL" });

    private static readonly IReadOnlyList<InstructionSet> OfX64 =
    [
        All,
        Of("AVX512_CORE", aten: "avx512", mkl: "AVX512"),
        Of("AVX2", aten: "avx2", mkl: "AVX2"),
        Of("SSE41", aten: "default", mkl: "SSE4_2"),
    ];

    /// <summary>The sets of a kind of processor, the fastest first; one alone where the libraries let none be chosen.</summary>
    public static IReadOnlyList<InstructionSet> Known(Architecture architecture) => architecture == Architecture.X64 ? OfX64 : [All];

    /// <summary>The one that the environment asks for; a name that is not known here counts as <see cref="All"/>.</summary>
    public static InstructionSet Current(Architecture architecture, Func<string, string?> variable)
    {
        var asked = variable(Variable) ?? variable("DNNL_MAX_CPU_ISA");
        return Known(architecture).FirstOrDefault(set => string.Equals(set.Name, asked, StringComparison.OrdinalIgnoreCase)) ?? All;
    }

    /// <summary>The fastest that is slower than this one; none where there is none.</summary>
    public InstructionSet? Slower(Architecture architecture) => Known(architecture).SkipWhile(set => set != this).Skip(1).FirstOrDefault();

    private static InstructionSet Of(string name, string aten, string mkl) => new(name, new Dictionary<string, string>
    {
        [Variable] = name,
        ["ATEN_CPU_CAPABILITY"] = aten,
        ["MKL_ENABLE_INSTRUCTIONS"] = mkl,
    });
}
